import pytest

from backend.plumbing.settings import SettingsMissing, load

GOOD = {
    "DATABASE_URL": "postgres://app@db/tideover",
    "TIDEOVER_SECRET_KEY": "k" * 32,
    "TIDEOVER_ORIGIN": "https://app.example/",
}


def test_a_start_without_settings_names_all_three_that_are_missing() -> None:
    with pytest.raises(SettingsMissing) as told:
        load({})

    assert [problem.split(":")[0] for problem in told.value.problems] == list(GOOD)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TIDEOVER_SECRET_KEY", "short"),
        ("TIDEOVER_ORIGIN", "ftp://app.example"),
        ("TIDEOVER_POOL_SIZE", "many"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsMissing, match=name):
        load({**GOOD, name: value})


def test_any_postgresql_address_is_opened_with_psycopg_3_and_owns_itself_by_default() -> None:
    settings = load(GOOD)

    assert settings.database_url == settings.owner_url == "postgresql+psycopg://app@db/tideover"
    assert settings.host == "app.example"
