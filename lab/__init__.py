"""How far to trust a number: repeated clips, other instruments beside them, and reports made again.

Everything here is arithmetic on reports of `vision`; nothing looks at a video. A name brings the modules
that it needs when it is asked for; __init__.pyi says where it is.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
