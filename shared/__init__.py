"""Everything Scalar does, free of any host: blueprints, CLI and embedded platform call into here."""
