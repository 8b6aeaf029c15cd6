# SPDX-License-Identifier: BSD-3-Clause
"""Enumerations behind the integer columns of arrays.

The lower-case member names are the names used in JSON and CSV.
"""

from __future__ import annotations

import enum


class _Named(enum.IntEnum):
    """Base class of enumerations whose members print as in JSON and CSV."""

    def __str__(self) -> str:
        return self.name.lower()


class Operation(_Named):
    """Operation executed by the engine in one tick."""

    NORMAL = 0
    EXPAND = 1
    MERGE = 2
    ACCELERATE = 3
    FAST_ACCELERATE = 4
    PREEMPTIVE_EXPAND = 5
    COMFORT_NOISE = 6
    CODEC_COMFORT_NOISE = 7
    CODEC_PLC = 8
    DTMF = 9


class Reason(_Named):
    """Reason for the operation of a tick."""

    BEFORE_FIRST_PACKET = 0
    EXPECTED_PACKET = 1
    BUFFERED_AUDIO = 2
    NO_PACKET = 3
    WAITING_FOR_MISSING = 4
    POSTPONED = 5
    GAP_REACHED = 6
    ABOVE_HIGH_LIMIT = 7
    FAR_ABOVE_HIGH_LIMIT = 8
    BELOW_LOW_LIMIT = 9
    STRETCH_NOT_POSSIBLE = 10
    STREAM_RESET = 11
    LONG_CONCEALMENT = 12
    DECODE_ERROR = 13
    SILENCE_DESCRIPTOR = 14
    SENDER_PAUSES = 15
    AWAITING_TARGET = 16
    TELEPHONE_EVENT = 17
    OVERRIDE = 18


class SpeechType(_Named):
    """Kind of audio heard in a tick."""

    NORMAL = 0
    COMFORT_NOISE = 1
    PLC = 2
    PLC_NOISE = 3


class InsertResult(_Named):
    """Result of inserting one packet."""

    INSERTED = 0
    INSERTED_OLD_DROPPED = 1
    REPLACED = 2
    DUPLICATE = 3
    TOO_LATE = 4
    NO_ROOM = 5
    EMPTY = 6
    UNKNOWN_PAYLOAD_TYPE = 7
    UNDECODABLE = 8
    MALFORMED_RED = 9
    TELEPHONE_EVENT = 10
