"""One file per simulator: ``version()`` and ``Model(case, options)`` with run and trace."""
