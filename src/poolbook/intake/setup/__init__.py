"""Setting up an agreement from a folder of files that people keep: `poolbook init FOLDER`."""

from poolbook.intake.setup.folder import set_up

__all__ = ["set_up"]
