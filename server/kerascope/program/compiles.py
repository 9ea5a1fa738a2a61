"""Which calls of ``compile`` train anything."""

import libcst as cst

from kerascope.program.graph import models_in
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Compile


def is_replaced(compiled: Compile, program: TrainingProgram) -> bool:
    """Whether nothing is trained by a ``compile``: the same model is compiled anew before, not
    merely otherwise in another branch. Unless the later call is known to be trained with, it has to
    come in any case, and nothing may measure or train the model by hand in the meantime."""
    used = [fit.compile for fit in program.fits if fit.compile is not None]
    if any(each.origin == compiled.origin for each in used):
        return False
    identities = {id(model.identity) for model in models_in(compiled.model)}
    position = program.compiles.index(compiled)
    return any(
        any(id(model.identity) in identities for model in models_in(later.model))
        and not _in_another_branch(compiled, later)
        and (later in used or (_comes_anyway(compiled, later) and not _is_measured(program)))
        for later in program.compiles[position + 1 :]
    )


def _in_another_branch(compiled: Compile, later: Compile) -> bool:
    branches = compiled.origin.around(cst.If)
    return any(branch.encloses(later.origin) for branch in branches)


def _comes_anyway(compiled: Compile, later: Compile) -> bool:
    """Whether no condition and no other function decides on the later call alone."""
    around = later.origin.around(cst.If, cst.Try, cst.For, cst.While, cst.FunctionDef)
    return all(block.encloses(compiled.origin) for block in around)


def _is_measured(program: TrainingProgram) -> bool:
    """Whether the script trains by hand, or evaluates: which ``compile`` that is with is not known
    here."""
    return bool(program.loops) or any(use.method.startswith("evaluate") for use in program.uses)
