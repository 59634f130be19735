import threading

from homebot.app.steps import Turns
from tests.app.working import wait_until


def test_few_compute_at_a_time_and_who_waits_for_the_outside_lets_others_in() -> None:
    turns = Turns(1)
    outside, answer, order = threading.Event(), threading.Event(), list[str]()

    def first() -> None:
        with turns.taken():
            order.append("first computes")
            with turns.paused():
                outside.set()
                answer.wait(30)
            order.append("first goes on")

    def second() -> None:
        with turns.taken():
            order.append("second computes")
            answer.set()
            order.append("second ends")

    one = threading.Thread(target=first)
    one.start()
    wait_until(outside.is_set, "the first waits for the outside")
    other = threading.Thread(target=second)
    other.start()
    one.join(30)
    other.join(30)
    assert order == ["first computes", "second computes", "second ends", "first goes on"]


def test_a_turn_comes_back_whatever_happens() -> None:
    turns = Turns(1)
    for _ in range(3):
        try:
            with turns.taken(), turns.paused():
                raise KeyError
        except KeyError:
            continue
    with turns.taken():
        pass


def test_without_a_turn_there_is_nothing_to_give() -> None:
    turns = Turns(1)
    with turns.paused(), turns.taken():
        pass
