"""Check a report folder: every file is there, report.json fits its schema. Usage: check_report.py DIR"""

import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

FILES = ("report.json", "report.html", "annotated.mp4", "events.csv", "steps.csv", "landmarks.parquet")
SCHEMA = Path(__file__).parents[1] / "vision" / "schemas" / "report-1.schema.json"

folder = Path(sys.argv[1])
missing = [name for name in FILES if not (folder / name).is_file() or not (folder / name).stat().st_size]
assert not missing, f"missing or empty: {missing}"
assert list(folder.glob("frames/*.jpg")), "no evidence frames"
report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(report)
print(f"{folder}: verdict {report['quality']['verdict']}, {len(report['metrics'])} measures")
