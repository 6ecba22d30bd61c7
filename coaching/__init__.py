"""Cadence coaching: from a measured baseline to a plan, a metronome, a log, and what a watch recorded.

Everything here is arithmetic on what `vision` measured and the runner says; nothing looks at a video. A name
brings the modules that it needs when it is asked for; __init__.pyi says where it is.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
