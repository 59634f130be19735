from homebot.core.decision import Judgement
from homebot.core.findings import Finding
from tests.core.bar_raisers.company import company, plain
from tests.core.bar_raisers.triggers.part import found

GONE = Finding("`settle` is gone", path="ledger/close.py", decided_by="architecture", one_way=True)
CHANGED = Finding("`close` takes another argument", path="ledger/api.py", decided_by="architecture")


def judged(*findings: Finding, standard: str = "architecture", service: str = "ledgerd") -> tuple[Judgement, ...]:
    return (Judgement(service, standard, "standard", "enforce", "decision-needed", "", findings),)


def test_what_a_standard_leaves_to_a_bar_raiser_is_asked() -> None:
    (reason,) = found(judgements=judged(CHANGED))
    assert (reason.kind, reason.asks, reason.one_way) == ("architecture", "architecture", False)
    assert reason.text == "architecture of ledgerd: `close` takes another argument"
    assert reason.paths == ("ledger/api.py",)


def test_what_no_later_change_takes_back_is_a_one_way_door() -> None:
    (reason,) = found(judgements=judged(CHANGED, GONE))
    assert reason.one_way
    assert reason.paths == ("ledger/api.py", "ledger/close.py")


def test_each_kind_is_asked_once_for_each_standard() -> None:
    mixed = judged(GONE, CHANGED, Finding("a key leaves", decided_by="security"))
    more = judged(Finding("an edge", decided_by="architecture"), standard="dependencies")
    reasons = found(judgements=(*mixed, *more))
    assert [(one.kind, one.asks) for one in reasons] == [
        ("architecture", "architecture"),
        ("security", "architecture"),
        ("architecture", "dependencies"),
    ]
    assert reasons[1].paths == ("ledger/close.py", "tests/test_close.py"), "a finding of the whole change covers it"


def test_what_was_so_before_and_what_is_to_be_mended_is_not_asked() -> None:
    before = Finding("old", decided_by="architecture", pre_existing=True)
    assert found(judgements=judged(before, Finding("mend it"))) == ()


def test_many_findings_are_counted() -> None:
    many = judged(*(Finding(f"`f{number}` is gone.", decided_by="architecture") for number in range(9)))
    (reason,) = found(plain(), company(), many)
    assert reason.says == "`f0` is gone; `f1` is gone; 7 more"
