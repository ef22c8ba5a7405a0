"""Every requirement is known, and the page that says which tests show it is current."""

from tests.requirements import PAGE, marked_tests, page, requirements


def test_there_are_56_requirements_each_once() -> None:
    assert [one.id for one in requirements()] == [f"REQ-{number:02}" for number in range(1, 57)]
    assert all(one.sentence.endswith(".") for one in requirements())


def test_no_test_carries_a_number_that_does_not_exist() -> None:
    assert marked_tests().keys() <= {one.id for one in requirements()}


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.requirements"
