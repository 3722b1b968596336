"""Light or dark, kept in a cookie of this browser: no account, and nothing that was made up."""

from django.test import Client


def test_the_theme_is_kept_for_a_year_and_no_other_site_makes_the_browser_send_it(db: None) -> None:
    client = Client()
    cookie = client.post("/theme/", {"theme": "dark"}).cookies["theme"]

    assert (cookie.value, cookie["samesite"], cookie["max-age"]) == ("dark", "Lax", 365 * 24 * 60 * 60)
    assert 'data-theme="dark"' in client.get("/").content.decode()


def test_the_device_chooses_again_when_the_theme_is_taken_back(db: None) -> None:
    client = Client()
    client.post("/theme/", {"theme": "dark"})
    client.post("/theme/", {"theme": "auto"})

    assert 'data-theme="' not in client.get("/").content.decode()


def test_a_theme_that_there_is_not_is_passed_over_sent_or_kept(db: None) -> None:
    client = Client()
    assert not client.post("/theme/", {"theme": "zebra"}).cookies["theme"].value

    client.cookies.load({"theme": "zebra"})
    answer = client.get("/")
    assert answer.status_code == 200 and "zebra" not in answer.content.decode()
