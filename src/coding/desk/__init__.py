"""The coding desk: code a study in JupyterLab with the keyboard, and lose nothing."""

from __future__ import annotations

from coding.desk.adjudication import finished_pairs
from coding.desk.blind import unmasked
from coding.desk.keys import KEYS, Key
from coding.desk.suggesting import Reason, Suggester, Suggestion
from coding.desk.widget import Desk

__all__ = ["KEYS", "Desk", "Key", "Reason", "Suggester", "Suggestion", "finished_pairs", "unmasked"]
