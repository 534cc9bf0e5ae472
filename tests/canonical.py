"""The one form in which notebooks are committed.

    .venv/bin/python tests/canonical.py notebooks/01_diazepam.ipynb    # run it and write it in this form

Outputs stay only in cells tagged `nbval-check-output` (compared by every test run) or `shown` (explorers and tables, for
readers without a kernel), without live widgets; such a cell's number is its place among the code cells.
"""

import re
import sys
from pathlib import Path

import nbformat

KEPT = {"nbval-check-output", "shown"}
WIDGET = "application/vnd.jupyter.widget-view+json"
METADATA = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}


def canonical(notebook):
    """The notebook in its one form; the argument stays as it is."""
    cells = []
    for cell in notebook.cells:
        tags = sorted(cell.metadata.get("tags", []))
        metadata = {"tags": tags} if tags else {}
        source = "\n".join(line.rstrip() for line in cell.source.strip("\n").split("\n"))
        if cell.cell_type == "markdown":
            cells.append(nbformat.v4.new_markdown_cell(source, id=cell.id, metadata=metadata))
            continue
        number = 1 + sum(done.cell_type == "code" for done in cells)
        outputs = [kept for output in cell.outputs if (kept := _output(output, number))] if KEPT & set(tags) else []
        cells.append(nbformat.v4.new_code_cell(source, id=cell.id, metadata=metadata, outputs=outputs, execution_count=number if outputs else None))
    return nbformat.v4.new_notebook(cells=cells, metadata=METADATA)


def text_of(notebook):
    """The notebook as it stands in its file."""
    return nbformat.writes(notebook) + "\n"


def run(path):
    """Run a notebook where it stands, with no error allowed, and return it."""
    from nbclient import NotebookClient
    notebook = nbformat.read(path, as_version=4)
    return NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(Path(path).parent)}}).execute()


def _output(output, number):
    """The output without live widgets and without what differs from run to run; None where nothing is left."""
    output = nbformat.from_dict(output)
    if WIDGET in output.get("data", {}):
        return None
    if output.output_type == "execute_result":
        output.execution_count = number
    if "metadata" in output:
        output.metadata = {}
    if "text/plain" in output.get("data", {}):
        output.data["text/plain"] = re.sub(r" at 0x[0-9a-f]+", "", output.data["text/plain"])          # where an object stands in memory
    return output


def main(paths):
    for path in paths:
        Path(path).write_text(text_of(canonical(run(path))), encoding="utf-8", newline="\n")
        print(f"{path}: run and written in its one form")


if __name__ == "__main__":
    main(sys.argv[1:])
