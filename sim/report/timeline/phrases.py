"""Set phrases of a story: what was chosen, how something was read, and why a bill was missed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sim.rules.activity import Activity, Stage, Way

CHOICES: Final = ("decided to open it", "put it off", "ignored it")
SETTLED: Final = ("at once", "as planned", "on this letter")
WAYS: Final[Mapping[int, str]] = {
    Way.DRAWN: "Read it in the box",
    Way.ALONG: "Read it along in the box",
    Way.UNPROMPTED: "Read it in the box, in a login that nothing had prompted",
    Way.IN_CONTACT: "Read it there and then",
    Way.ON_PAPER: "Read the letter",
}
NOTHING_NEW: Final = ("It told nothing new.",)
AFTER_NOTICING: Final = frozenset({Activity.DOUBTED, Activity.TAKEN_FOR_PHISHING, Activity.CHOSE})
LOST: Final[Mapping[int, str]] = {
    Stage.NOT_ACTIVATED: "the account was never activated",
    Stage.DORMANT: "the account is dormant, and nothing reaches its owner",
    Stage.NO_VALID_ADDRESS: "no valid address was known",
    Stage.NOT_SENT: "nothing had been sent that was meant for this citizen",
    Stage.NOT_DELIVERED: "what was sent had not come through",
    Stage.NOT_NOTICED: "what had arrived was not noticed",
    Stage.TAKEN_FOR_PHISHING: "it had been taken for phishing",
    Stage.IGNORED: "it had been seen and ignored",
    Stage.POSTPONED: "it had been put off",
    Stage.LOGIN_ABANDONED: "the login had not worked",
}
