"""Thin functions: unpack the trigger, call one function of ``shared``, return."""
