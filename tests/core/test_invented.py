"""The kit's invented identities are sound, recognisable and nobody's."""

from datetime import date

from core import codes
from tests.kit import invented

TODAY = date(2026, 11, 24)


def test_invented_codes_are_sound_and_marked():
    for number in range(50):
        org, unified = invented.org_code(number), invented.uscc(number)
        assert org.startswith("XN")
        assert codes.org_code_valid(org)
        assert codes.uscc_valid(unified)
        assert codes.embedded_org_code(unified) == org
        assert codes.registration_no_valid(invented.registration_no(number))
        assert codes.resident_id_valid(invented.resident_number(number + 1), TODAY)
        for code in (org, unified, invented.resident_number(number + 1)):
            assert not codes.any_code(invented.unsound(code), TODAY).is_valid
            assert codes.any_code(invented.unsound(code), TODAY).answer is codes.Answer.NONCONFORMING
