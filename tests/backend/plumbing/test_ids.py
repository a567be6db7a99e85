from backend.plumbing.ids import new_id


def test_ten_thousand_identifiers_rise_and_are_version_7_of_the_rfc_variant() -> None:
    made = [new_id() for _ in range(10_000)]

    assert made == sorted(set(made))
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}
