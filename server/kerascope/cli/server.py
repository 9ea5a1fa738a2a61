"""``kerascope server``."""

import argparse


def run(_: argparse.Namespace) -> int:
    """Serve one client over standard input and output until it says good-bye."""
    from kerascope.lsp.serve import serve

    serve()
    return 0
