"""``./scalar docs``: pages that say what the catalogue says, and a check that notices when they no longer do."""

import shutil
from pathlib import Path

import pytest

from cli.docs import FOLDER, main, pages
from shared.catalogue.registry import CATALOGUE

DATASET = CATALOGUE["entsoe.imbalance_prices"]


def test_the_pages_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().err


def test_a_page_that_drifts_is_named_and_written_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "datasets"
    shutil.copytree(FOLDER, folder)
    (folder / f"{DATASET.id}.md").write_text("# Something else\n")
    (folder / "entsoe.gone.md").write_text("# A dataset of the past\n")
    (folder / "index.md").unlink()
    assert main(["--check", "--folder", str(folder)]) == 1
    told = capsys.readouterr().err
    for name in (f"{DATASET.id}.md", "entsoe.gone.md", "index.md"):
        assert f"{folder / name} is not up to date" in told
    assert main(["--folder", str(folder)]) == 0
    assert capsys.readouterr().out.startswith("2 pages written, 1 removed")
    assert main(["--check", "--folder", str(folder)]) == 0
    assert not (folder / "entsoe.gone.md").exists()


def test_a_page_tells_what_a_reader_needs() -> None:
    text = pages(CATALOGUE.values())[f"{DATASET.id}.md"]
    for column in DATASET.columns:
        assert f"| `{column.name}` | {column.kind}" in text
    for fact in (
        DATASET.title, DATASET.source, "documentType=A85", "`entsoe_imbalance_prices`", "currency/MWh",
        "persistent://scalar/raw/entsoe", "`entsoe__imbalance_prices__revisions`", "`none` < `A01` < `A02`",
        "`{control_area}:entsoe.imbalance_prices:latest`", "as_of=",
        f"{len(DATASET.keys)} (column `control_area`): `BE`",
    ):  # fmt: skip
        assert fact in text, fact


def test_tables_keep_their_columns() -> None:
    """A bar inside a cell (borders, keys) would shift the rest of its row."""
    for name, text in pages(CATALOGUE.values()).items():
        width = 0
        for line in text.splitlines():
            if not line.startswith("|"):
                width = 0
                continue
            cells = line.replace("\\|", "").count("|")
            assert width in (0, cells), f"{name}: {line}"
            width = cells


def test_the_index_links_to_every_page() -> None:
    made = pages(CATALOGUE.values())
    assert set(made) == {"index.md", *(f"{name}.md" for name in CATALOGUE)}
    for name, dataset in CATALOGUE.items():
        assert f"| [{name}]({name}.md) | {dataset.title} |" in made["index.md"]
