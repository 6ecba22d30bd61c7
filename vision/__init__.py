"""Running-form analysis from video: `analyze` and the stages behind it.

>>> from vision import analyze
>>> report = analyze("run.mp4", speed_mps=3.0)
>>> report.metrics["cadence_spm"].value, report.metrics["cadence_spm"].low

A name brings the modules that it needs, and no others, when it is asked for; __init__.pyi says where it is.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
