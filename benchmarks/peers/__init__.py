"""One file per simulator: ``version()`` and ``Model(case, options)`` with run and trace.

A model that a simulator cannot do raises ``NotImplementedError`` with the reason.
"""
