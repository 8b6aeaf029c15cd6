# SPDX-License-Identifier: BSD-3-Clause
"""Tests of neteq.Config."""

import json
import pickle

import numpy as np
import pytest

import neteq


def test_values_are_readable_by_every_interface():
    config = neteq.Config("webrtc_2024", delay__min_delay_ms=40, seed=7)

    assert config.preset == "webrtc_2024"
    assert config.delay.min_delay_ms == 40
    assert config["delay.min_delay_ms"] == 40
    assert config.seed == 7
    assert dict(config)["seed"] == 7
    assert "delay" in dir(config) and "min_delay_ms" in dir(config.delay)
    assert repr(config) == "Config('webrtc_2024', delay__min_delay_ms=40, seed=7)"


def test_has_the_parameters_of_the_command_line(cli):
    for preset in neteq.presets():
        listed = json.loads(cli("params", "--json", "--preset", preset))

        assert [p._asdict() for p in neteq.Config(preset).parameters()] == listed
    assert [p.name for p in neteq.parameters()] == list(neteq.Config())


def test_accepts_numpy_scalars_and_names_of_choices():
    config = neteq.Config(
        delay__min_delay_ms=np.int32(30), stretch__min_correlation=np.float32(0.5),
        nack__enabled=np.bool_(True), stretch__method="resample")

    assert config.delay.min_delay_ms == 30
    assert config.stretch.min_correlation == 0.5
    assert config.nack.enabled is True
    assert config.stretch.method == "resample"


def test_suggests_the_nearest_name():
    with pytest.raises(TypeError, match="did you mean delay.min_delay_ms"):
        neteq.Config(delay__min_dely_ms=40)
    with pytest.raises(TypeError, match="did you mean delay.min_delay_ms"):
        neteq.Config.from_dict({"min_delay_ms": 40})
    with pytest.raises(ValueError, match="no preset is called 'modrn'"):
        neteq.Config("modrn")


@pytest.mark.parametrize("value", [-1, 10_001, 0.5, float("nan"), True, "soon"])
def test_errors_name_the_parameter_and_its_range(value):
    with pytest.raises(ValueError, match="delay.min_delay_ms.*0 to 10000 ms"):
        neteq.Config(delay__min_delay_ms=value)


def test_rejects_contradictions_and_wrong_types():
    with pytest.raises(ValueError, match="delay.max_delay_ms"):
        neteq.Config(delay__min_delay_ms=500, delay__max_delay_ms=100)
    with pytest.raises(TypeError, match="delay.min_delay_ms: expected a number"):
        neteq.Config(delay__min_delay_ms=[1])


def test_is_immutable_and_compares_by_value():
    config = neteq.Config()
    other = config.replace(delay__min_delay_ms=40)

    assert config.delay.min_delay_ms == 0
    assert other != config
    assert other == neteq.Config(delay__min_delay_ms=40)
    assert hash(other) == hash(neteq.Config(delay__min_delay_ms=40))


def test_survives_json_dict_and_pickle(tmp_path):
    config = neteq.Config("legacy", delay__min_delay_ms=40, seed=2**64 - 1)
    (tmp_path / "config.json").write_text(config.to_json())

    assert neteq.Config.from_json(config.to_json()) == config
    assert neteq.Config.from_json(tmp_path / "config.json", "legacy") == config
    assert neteq.Config.from_dict(config.to_dict()) == config
    copy = pickle.loads(pickle.dumps(config))
    assert copy == config and copy.preset == "legacy"


def test_enumerations_match_the_cpp_declarations():
    for enum, names in (
        (neteq.Operation, neteq._core.OPERATION_NAMES),
        (neteq.Reason, neteq._core.REASON_NAMES),
        (neteq.SpeechType, neteq._core.SPEECH_TYPE_NAMES),
        (neteq.InsertResult, neteq._core.INSERT_RESULT_NAMES),
    ):
        assert [str(member) for member in enum] == names
        assert [int(member) for member in enum] == list(range(len(names)))
