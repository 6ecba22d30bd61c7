"""Report folders of repeated clips, made of one small report."""

import copy
import json

import builders

from vision.report import report_json

FIRST = report_json(builders.analysis())


def report(folder, *, sha256, file="clip.mp4", speed_mps=3.0, **values):
    """A report folder with other values of some measures."""
    document = copy.deepcopy(FIRST)
    document["source"] |= {"sha256": sha256, "file": file}
    document["provenance"]["settings"]["speed_mps"] = speed_mps
    for name, value in values.items():
        document["metrics"][name]["value"] = value
    folder.mkdir(parents=True)
    (folder / "report.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


def study_table(folder, runners=3, sessions=2, clips=2):
    """A table of reports in a folder, cadences apart by runner, session and clip."""
    rows = ["report,runner,session"]
    for runner in range(runners):
        for session in range(sessions):
            for clip in range(clips):
                name = f"r{runner}s{session}c{clip}"
                cadence = 170 + 3 * runner + session * (1 - 2 * (runner % 2)) + 0.3 * clip
                report(folder / name, sha256=name, file=f"{name}.mp4", cadence_spm=cadence)
                rows.append(f"{name},runner {runner},{session}")
    path = folder / "study.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path
