"""The command line: finds the command, turns every end into an exit code.

Exit codes: 0 fine, 1 the content has errors or the machine refuses, 2 wrong usage, 3 our bug; 130
for Ctrl-C and 141 for a closed pipe, as shells report them. Only this module and
``generator.commands`` read the clock and the environment, print, and decide exit codes.
"""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from generator import __version__

# modules and what files say stay until the end: searching them for garbage costs time and finds none
gc.set_threshold(100_000)

COMMANDS = (
    ("new", "generator.commands.new"),
    ("update", "generator.commands.update"),
    ("resolve", "generator.commands.resolve"),
    ("postmortem", "generator.commands.postmortem"),
    ("move", "generator.commands.move"),
    ("cancel", "generator.commands.cancel"),
    ("check", "generator.commands.check"),
    ("report", "generator.commands.report"),
    ("plan", "generator.commands.plan"),
    ("close", "generator.commands.close"),
    ("status", "generator.commands.status"),
    ("next", "generator.commands.next"),
    ("serve", "generator.commands.serve"),
    ("build", "generator.commands.build"),
    ("digest", "generator.commands.digest"),
    ("send", "generator.commands.send"),
    ("subscribers", "generator.commands.subscribers"),
    ("init", "generator.commands.init"),
    ("import", "generator.commands.import_"),
    ("export", "generator.commands.export"),
    ("schema", "generator.commands.schema"),
    ("doctor", "generator.commands.doctor"),
)
"""Name and module of each command, in the order of ``--help``; the module's ``command`` is it."""

MAKE_ROOM, FEW_FILES = "make room", "let this program open more files (ulimit -n)"
LACKING = {
    errno.ENOSPC: MAKE_ROOM,
    errno.EDQUOT: MAKE_ROOM,
    errno.EFBIG: "let this program write bigger files (ulimit -f)",
    errno.EMFILE: FEW_FILES,
    errno.ENFILE: FEW_FILES,
    errno.ENOMEM: "give this program more memory",
    errno.EAGAIN: "let this program start more processes (ulimit -u)",
    errno.EROFS: "let this program write there",
    errno.EIO: "see to the disk",
}
"""What to do where the machine refuses, whatever the command was at."""

BUG = 3
INTERRUPTED = 130
TRACEBACK = "--traceback"


class Commands(click.Group):
    """A group that imports a command's module only when the command is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of COMMANDS."""
        del ctx
        return [name for name, _ in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; a usage error with the nearest name for others."""
        modules = dict(COMMANDS)
        if cmd_name not in modules:
            from generator.diagnostics import did_you_mean

            hint = did_you_mean(cmd_name, modules)
            raise click.UsageError(f"there is no command '{cmd_name}'; {hint}", ctx)
        command: click.Command = import_module(modules[cmd_name]).command
        return command


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", message="statusmark %(version)s")
@click.option(
    "-C",
    "--site",
    "root",
    type=click.Path(path_type=Path),
    default=".",
    metavar="DIR",
    help="The folder of the site, where site.yaml lies. Other paths are read from there. [default: .]",
)
@click.option("-q", "--quiet", is_flag=True, help="Print results and mistakes only.")
@click.option(
    "-v", "--verbose", is_flag=True, help="Say what is being done, and how long it takes."
)
@click.option("--log-json", is_flag=True, help="Say it as lines of JSON, on standard error.")
@click.option(TRACEBACK, is_flag=True, expose_value=False, help="Show where a bug happened.")
@click.pass_context
def cli(ctx: click.Context, root: Path, quiet: bool, verbose: bool, log_json: bool) -> None:
    """A status page from Markdown files in git, with the agreement's figures proven.

    \b
    statusmark init status     make a site
    statusmark new incident    something broke
    statusmark status          what visitors see, and what is due
    statusmark check           is everything written correctly?
    statusmark serve           the page in a browser, while you write
    statusmark build           make the pages
    statusmark report          the figures
    """
    ctx.obj = root
    from generator.disk.holiday_cache import recall_holidays

    ctx.call_on_close(recall_holidays(dict(os.environ)))
    del quiet, verbose, log_json  # generator.commands.shared.terminal finds them in the context


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line (the process's own by default) and return its exit code. Never raises."""
    if arguments is None:
        _in_utf8()
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = words[: words.index("--")] if "--" in words else words
    show_traceback = TRACEBACK in options
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if show_traceback:
        words.remove(TRACEBACK)
    try:
        code = cli.main(args=words, prog_name="statusmark", standalone_mode=False)
    except click.ClickException as error:
        from generator.commands.shared.terminal import emit

        shown = io.StringIO()
        error.show(shown)
        emit(shown.getvalue(), err=True)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - whatever it is, users get a sentence
        if show_traceback:
            import traceback

            click.echo(traceback.format_exc(), err=True, nl=False)
        from generator.drawing import harmless

        refused = _machine_refuses(error)
        click.echo(harmless(refused or _bug(error, show_traceback)), err=True)
        return 1 if refused else BUG
    return code if isinstance(code, int) else 0


def _machine_refuses(error: BaseException | None) -> str:
    """What the machine lacks, where an error comes of that; else nothing. Libraries wrap such errors."""
    if isinstance(error, FileNotFoundError) and not _is_somewhere():
        return "Error: the folder that you are in is not there any more. Go to another one, then try again."
    while error is not None:
        if isinstance(error, MemoryError):
            return "Error: this machine has too little memory for that."
        if isinstance(error, OSError) and error.errno in LACKING and _by_system(error):
            place = f"{error.filename}: " if error.filename else ""
            return f"Error: {place}{error.strerror}; {LACKING[error.errno]}, then try again."
        error = error.__cause__ or error.__context__
    return ""


def _by_system(error: OSError) -> bool:
    """Whether the words are the system's: readers refuse files in words of their own."""
    return error.strerror == os.strerror(error.errno or 0)


def _is_somewhere() -> bool:
    try:
        os.getcwd()  # noqa: PTH109 - asked for its error alone
    except OSError:
        return False
    return True


def _in_utf8() -> None:
    """Starts the program anew where the locale's names of files and words of the command line are not UTF-8.

    Files, git and the command line then mean the same, whatever the locale (PEP 540).
    """
    if sys.getfilesystemencoding().lower() != "utf-8":
        ours = {"PYTHONUTF8": "1"}
        if sys.stdin and sys.stdin.encoding.lower() not in {"ascii", "ansi_x3.4-1968", "us-ascii"}:
            ours["PYTHONIOENCODING"] = f"{sys.stdin.encoding}:replace"  # as the terminal has it
        ours |= {k: v for k, v in os.environ.items() if k == "PYTHONIOENCODING"}
        os.execve(sys.executable, sys.orig_argv, {**os.environ, **ours})  # noqa: S606 - this program


def _bug(error: Exception, shown: bool) -> str:
    text = str(error).strip()
    what = f"{type(error).__name__}: {text}" if text else type(error).__name__
    how = "please report it with the lines above" if shown else f"{TRACEBACK} shows where"
    return f"This is a bug in Statusmark, not a mistake of yours: {what} ({how})"
