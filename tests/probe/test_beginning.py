import gc
import time
from concurrent.futures import ThreadPoolExecutor

from kerascope.probe.beginning import statements

SCRIPT = "\n".join(f"x{k} = [({k}, [f(b=(1, {{2: 3}})) for a in y])]" for k in range(300))


class Garbage:
    """Lets other threads go on while it is collected."""

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        time.sleep(0.0005)


def test_scripts_can_be_looked_at_from_several_threads_at_once():
    def look(_: int) -> int:
        for _ in range(3):
            Garbage()
        return len(statements(SCRIPT))

    often = gc.get_threshold()
    gc.set_threshold(50)
    try:
        with ThreadPoolExecutor(4) as pool:
            assert set(pool.map(look, range(60))) == {300}
    finally:
        gc.set_threshold(*often)
