"""Sealed values and files: they open only whole, with their key, in their row."""

from io import BytesIO
from uuid import uuid4

import pytest

from core import privacy, sealed_files
from core.privacy import Unreadable

NUMBER = "51019919900307461X"
OLD, NEW = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture(autouse=True)
def _one_key(settings):
    settings.DATA_KEYS = {1: OLD}
    settings.HASH_KEY = bytes(32)


class TestValues:
    def test_a_value_opens_in_its_row(self):
        row = uuid4()
        assert privacy.open_sealed(privacy.seal(NUMBER, row), row) == NUMBER

    def test_the_same_value_never_looks_the_same_twice(self):
        row = uuid4()
        assert privacy.seal(NUMBER, row) != privacy.seal(NUMBER, row)

    def test_a_value_does_not_open_in_another_row(self):
        with pytest.raises(Unreadable):
            privacy.open_sealed(privacy.seal(NUMBER, uuid4()), uuid4())

    @pytest.mark.parametrize("place", [1, 12, 13, 25, -1])
    def test_a_changed_byte_is_noticed(self, place):
        row = uuid4()
        cipher = bytearray(privacy.seal(NUMBER, row))
        cipher[place] ^= 1
        with pytest.raises(Unreadable):
            privacy.open_sealed(bytes(cipher), row)

    @pytest.mark.parametrize("cipher", [b"", b"\x01", b"\x01" + bytes(12), b"\x09" + bytes(40)])
    def test_what_was_never_sealed_does_not_open(self, cipher):
        with pytest.raises(Unreadable):
            privacy.open_sealed(cipher, uuid4())

    def test_no_exception_carries_the_number(self):
        row = uuid4()
        with pytest.raises(Unreadable) as refusal:
            privacy.open_sealed(privacy.seal(NUMBER, row), uuid4())
        assert NUMBER not in str(refusal.value)

    def test_the_database_may_hand_back_a_memoryview(self):
        row = uuid4()
        assert privacy.open_sealed(memoryview(privacy.seal(NUMBER, row)), row) == NUMBER


class TestKeys:
    def test_a_second_key_seals_and_the_first_still_opens(self, settings):
        row = uuid4()
        old = privacy.seal(NUMBER, row)
        settings.DATA_KEYS = {2: NEW, 1: OLD}
        new = privacy.reseal(old, row)
        assert (old[0], new[0]) == (1, 2)
        assert privacy.open_sealed(old, row) == privacy.open_sealed(new, row) == NUMBER
        assert privacy.reseal(new, row) == new

    def test_after_sealing_anew_the_old_key_may_go(self, settings):
        row = uuid4()
        old = privacy.seal(NUMBER, row)
        settings.DATA_KEYS = {2: NEW, 1: OLD}
        new = privacy.reseal(old, row)
        settings.DATA_KEYS = {2: NEW}
        assert privacy.open_sealed(new, row) == NUMBER
        with pytest.raises(Unreadable):
            privacy.open_sealed(old, row)

    def test_the_hash_does_not_depend_on_the_keys_of_the_cipher(self, settings):
        before = privacy.number_hash("resident", NUMBER)
        settings.DATA_KEYS = {2: NEW}
        assert privacy.number_hash("resident", NUMBER) == before
        settings.HASH_KEY = NEW
        assert privacy.number_hash("resident", NUMBER) != before


class TestHash:
    def test_spellings_of_one_number_have_one_hash(self):
        spellings = {NUMBER, NUMBER.lower(), "510199 19900307 461x", "５１０１９９１９９００３０７４６１Ｘ"}
        assert len({privacy.number_hash("resident", spelling) for spelling in spellings}) == 1

    def test_fifteen_digits_have_the_hash_of_eighteen(self):
        assert privacy.number_hash("resident", "610104620927690") == privacy.number_hash(
            "resident", "610104196209276908"
        )

    def test_kinds_do_not_meet(self):
        assert privacy.number_hash("passport", "E12345678") != privacy.number_hash("other", "E12345678")
        assert len(privacy.number_hash("passport", "E12345678")) == 16

    def test_a_sealed_number_is_bound_to_its_hash(self):
        sealed = privacy.sealed_number("resident", "610104620927690")
        assert privacy.open_sealed(sealed.cipher, sealed.hash) == "610104196209276908"
        assert sealed.mask == "610104********6908"
        phone = privacy.sealed_phone("138 0000 1234")
        assert privacy.open_sealed(phone.cipher, phone.hash) == "13800001234"
        assert phone.mask == "138****1234"


@pytest.mark.parametrize(
    "number, mask",
    [
        (NUMBER, "510199********461X"),
        ("610104620927690", "610104*****7690"),
        ("E12345678", "E1*****78"),
        ("12345", "12*45"),
        ("1234", "****"),
        ("", ""),
    ],
)
def test_mask_of_a_number(number, mask):
    assert privacy.mask_number(number) == mask


@pytest.mark.parametrize(
    "phone, mask",
    [("13800001234", "138****1234"), ("85551234", "******34"), ("110", "***"), ("02885551234", "028****1234")],
)
def test_mask_of_a_telephone_number(phone, mask):
    assert privacy.mask_phone(phone) == mask


CHUNK = sealed_files.CHUNK


class TestFiles:
    @pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
    def test_a_file_comes_back_as_it_was(self, tmp_path, size):
        plain = (b"0123456789abcdef" * (size // 16 + 1))[:size]
        kept = sealed_files.seal_file(BytesIO(plain), tmp_path / "a")
        assert kept.size == size
        assert b"".join(sealed_files.open_file(tmp_path / "a")) == plain
        assert b"0123456789abcdef" not in (tmp_path / "a").read_bytes()
        assert (tmp_path / "a").stat().st_mode & 0o077 == 0
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a"]

    def test_a_file_cut_at_a_border_of_chunks_does_not_open(self, tmp_path):
        path = tmp_path / "a"
        sealed_files.seal_file(BytesIO(b"x" * (3 * CHUNK)), path)
        whole = path.read_bytes()
        header = len(whole) - 3 * (CHUNK + sealed_files.TAG_BYTES)
        path.write_bytes(whole[: header + 2 * (CHUNK + sealed_files.TAG_BYTES)])
        assert not sealed_files.opens(path)

    def test_chunks_in_another_order_do_not_open(self, tmp_path):
        path = tmp_path / "a"
        sealed_files.seal_file(BytesIO(b"x" * CHUNK + b"y" * CHUNK + b"z"), path)
        whole = path.read_bytes()
        block = CHUNK + sealed_files.TAG_BYTES
        header = len(whole) - 2 * block - 1 - sealed_files.TAG_BYTES
        one, two = whole[header : header + block], whole[header + block : header + 2 * block]
        path.write_bytes(whole[:header] + two + one + whole[header + 2 * block :])
        assert not sealed_files.opens(path)

    @pytest.mark.parametrize("place", [0, 8, 12, 30, -1])
    def test_a_changed_byte_is_noticed(self, tmp_path, place):
        path = tmp_path / "a"
        sealed_files.seal_file(BytesIO(b"x" * 100), path)
        whole = bytearray(path.read_bytes())
        whole[place] ^= 1
        path.write_bytes(bytes(whole))
        assert not sealed_files.opens(path)

    def test_files_that_trade_places_do_not_open(self, tmp_path):
        sealed_files.seal_file(BytesIO(b"x"), tmp_path / "a")
        (tmp_path / "a").rename(tmp_path / "b")
        assert not sealed_files.opens(tmp_path / "b")

    def test_a_missing_file_does_not_open(self, tmp_path):
        assert not sealed_files.opens(tmp_path / "a")

    def test_a_file_is_sealed_anew_under_a_second_key(self, tmp_path, settings):
        plain = b"x" * (CHUNK + 7)
        sealed_files.seal_file(BytesIO(plain), tmp_path / "a")
        settings.DATA_KEYS = {2: NEW, 1: OLD}
        assert sealed_files.reseal_file(tmp_path / "a") is True
        assert sealed_files.reseal_file(tmp_path / "a") is False
        settings.DATA_KEYS = {2: NEW}
        assert b"".join(sealed_files.open_file(tmp_path / "a")) == plain

    def test_a_source_that_breaks_leaves_nothing_behind(self, tmp_path):
        class Broken:
            def read(self, size):
                raise OSError("the line dropped")

        with pytest.raises(OSError, match="dropped"):
            sealed_files.seal_file(Broken(), tmp_path / "a")
        assert list(tmp_path.iterdir()) == []
