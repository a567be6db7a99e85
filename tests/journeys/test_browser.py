"""The browser that journeys drive draws pages, in both languages, at the size of a phone."""

import pytest

PAGE = """<!doctype html>
<meta name="viewport" content="width=device-width">
<p id="en">We agreed</p>
<p id="zh">说好了</p>
"""


@pytest.mark.browser
def test_a_page_is_drawn_in_both_languages_at_the_size_of_a_phone(phone):
    page = phone.new_page()
    page.set_content(PAGE)

    assert page.evaluate("innerWidth") == 390
    assert page.inner_text("#en") == "We agreed"
    assert page.inner_text("#zh") == "说好了"
    assert page.locator("#zh").bounding_box()["height"] > 10


@pytest.mark.browser
def test_nothing_is_kept_from_one_test_to_the_next(browser):
    for _ in range(2):
        context = browser.new_context()
        context.add_cookies([{"name": "seen", "value": "1", "url": "http://localhost/"}])
        assert len(context.cookies()) == 1
        context.close()
