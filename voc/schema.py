"""One contract per table: columns, types, what may be missing, what is allowed. The data dictionary is made from this file."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

import pyarrow as pa

from voc.contract import Column, Table

__all__ = [
    "DICTIONARY_KINDS",
    "ESCALATIONS",
    "EVENT_KINDS",
    "FRAMES",
    "INTENTS",
    "LABELS",
    "LINEAGES",
    "MAKERS",
    "MODES",
    "ROLES",
    "SOURCES",
    "SPEAKERS",
    "TABLES",
    "UNSCORED",
    "VOICES",
    "Column",
    "Table",
]

VOICES = ("survey", "complaint", "transcript", "social")
"""Sources in which customers speak."""
SOURCES = (*VOICES, "measures", "steps", "events", "dictionary")
MODES = ("web", "phone", "face_to_face", "sms", "other")
LABELS = ("neg", "neu", "pos")
INTENTS = ("complaint", "inquiry", "suggestion", "demand", "praise", "other")
ESCALATIONS = ("none", "churn", "public", "both")
FRAMES = {
    "want": ("service", "plan", "channel", "hour", "place", "price", "information", "person"),
    "want_class": ("basic", "value_added", "personalised"),
    "want_need": ("basic", "latent"),
    "service_level": ("failing", "basic", "satisfying", "exceeding", "memorable"),
    "staff_facet": ("authority", "attitude", "knowledge", "skill"),
}
"""The smaller frames beside the causes, columns of intent_scores."""
UNSCORED = ("blank", "empty_answer", "digits", "marks", "other_script")
"""Why a text has no polarity: nothing in it, nothing to say in it, numbers only, marks or emoji without feeling only, no Chinese character."""
SPEAKERS = ("customer", "agent", "other", "unknown")
AGENT_CODES = {
    "greeting": "the agent greets with opening words",
    "thanks": "the agent thanks the customer",
    "empathy": "the agent names what the customer feels or bears and shares it",
    "apology": "the agent says words of regret",
    "owning": "the agent takes charge, or says that the fault is the operator's own",
    "passing_on": "the agent sends the customer or the matter elsewhere",
    "explanation": "the agent gives a reason, a rule, or the facts asked for",
    "solution": "the agent does or offers a step that would settle the matter",
    "promise_with_time": "the agent names a later act with a date or a limit",
    "self_service": "the agent points to where customers can do it themselves",
    "blame": "the agent puts the fault on the customer, a colleague or another unit",
}
EVENT_KINDS = ("release", "outage", "fault", "campaign", "fix", "price", "other")
DICTIONARY_KINDS = ("brand", "tier", "product", "competitor", "channel", "touchpoint", "region", "store", "department", "team")
LINEAGES = ("new", "kept", "split", "merged", "gone")
ROLES = ("csat", "nps", "ces", "driver", "open", "multi", "operational", "segment", "other")

STRING, FLOAT, INT, DATE = pa.string(), pa.float64(), pa.int64(), pa.date32()
TIME = pa.timestamp("us", tz="UTC")


def _text(name: str, doc: str, *, required: bool = False, allowed: Sequence[str] | None = None) -> Column:
    return Column(name, STRING, doc, required, tuple(allowed) if allowed else None)


def _number(name: str, doc: str, low: float | None = None, high: float | None = None, *, required: bool = False) -> Column:
    return Column(name, FLOAT, doc, required, None, low, high)


def _flag(name: str, doc: str) -> Column:
    return Column(name, INT, doc, low=0, high=1)


_PROVENANCE = (
    _text("content", "Digest of the row's content: tells a changed row from the same row", required=True),
    _text("source_file", "Name of the file the row came from", required=True),
    Column("source_row", INT, "Data row in that file, the first is 1", required=True, low=1),
)
_PLACE = (
    _text("brand", "Brand"),
    _text("tier", "Tier within the brand"),
    _text("product", "Product or plan"),
    _text("channel", "Channel: store, hotline, app, web, social ..."),
    _text("region", "Region"),
)
_SEGMENT = (
    _text("age", "Age band"),
    _text("occupation", "Occupation"),
    _text("education", "Education"),
    _text("spend", "Spend band"),
    _text("customer_type", "Kind of customer: personal, business, ..."),
)
_WHEN = (
    Column("occurred_at", TIME, "When it was said, with zone; NULL where the file has none"),
    Column("day", DATE, "Local date of occurred_at; NULL where the file has none"),
)
_SCORED = (
    _text("verbatim_id", "The verbatim scored", required=True),
    _text("version", "Version of the maker of this score", required=True),
    _text("evidence", "JSON list of spans: start, end, text, weight, and what the span speaks for"),
)

_ALL = (
    Table(
        "verbatims",
        "One open answer, one complaint note, one post, or one whole call (customer turns joined by line breaks)",
        ("verbatim_id",),
        (
            _text("verbatim_id", "Keyed digest of source and external id, or of the raw row", required=True),
            _text("source", "Where it came from", required=True, allowed=VOICES),
            _text("question", "The question an open answer answers"),
            _text("external_id", "Number in the operator's own system, masked where it is personal"),
            _text("customer_key", "Keyed digest of the customer"),
            _text("respondent_id", "The respondent, for surveys"),
            _text("case_id", "The case, for complaints"),
            *_WHEN,
            _text("mode", "Mode of collection", allowed=MODES),
            _text("touchpoint", "Touchpoint within the channel"),
            *_PLACE,
            _text("brand_from", "Whether the brand was given or read from the text", allowed=("given", "read")),
            _text("product_from", "Whether the product was given or read from the text", allowed=("given", "read")),
            _text("region_from", "Whether the region was given or read from the text", allowed=("given", "read")),
            _text("competitor", "Competitor named"),
            _text("competitor_from", "Whether the competitor was given or read from the text", allowed=("given", "read")),
            _text("store", "Store"),
            _text("staff_key", "Keyed digest of the staff member"),
            _text("team", "Team"),
            _text("outsourced", "Own or outsourced staff", allowed=("own", "outsourced")),
            _text("department", "Department that received it"),
            *_SEGMENT,
            _text("text", "The verbatim, cleaned and masked", required=True),
            Column("mask_version", INT, "Version of the masker that masked the text", required=True, low=1),
            _number("weight", "Survey weight", 0),
            _text("wave", "Survey wave"),
            _text("cluster", "Near-duplicate cluster"),
            _number("reach", "People reached, as given", 0),
            _number("likes", "Likes, as given", 0),
            *_PROVENANCE,
        ),
    ),
    Table(
        "respondents",
        "One person's answers in one wave of a survey",
        ("respondent_id",),
        (
            _text("respondent_id", "Keyed digest of wave and external id, or of the raw row", required=True),
            _text("external_id", "Questionnaire number in the operator's own system, masked where it is personal"),
            _text("customer_key", "Keyed digest of the customer"),
            _text("wave", "Survey wave"),
            _text("population", "customer, business, staff, partner, mystery visit"),
            *_WHEN,
            _text("mode", "Mode of collection", allowed=MODES),
            _text("touchpoint", "Touchpoint within the channel, as far as the survey asks for it"),
            *_PLACE,
            _text("store", "Store"),
            *_SEGMENT,
            _number("weight", "Design or survey weight", 0),
            *_PROVENANCE,
        ),
    ),
    Table(
        "answers",
        "Survey answers in long form: one respondent, one question, one value",
        ("respondent_id", "question"),
        (
            _text("respondent_id", "The respondent", required=True),
            _text("question", "Header of the question, repeated headers numbered", required=True),
            _text("role", "What the question measures", required=True, allowed=ROLES),
            _number("value", "Number answered; NULL where the answer is words"),
            _text("label", "Words answered, masked; the label of the value where the file has one; NULL for a bare number"),
            _text("multi_set", "Name of the multiple-response set the question belongs to"),
            _number("scale_low", "Lowest value of the scale"),
            _number("scale_high", "Highest value of the scale"),
            *_PROVENANCE,
        ),
    ),
    Table(
        "utterances",
        "Turns of calls, in order",
        ("verbatim_id", "turn"),
        (
            _text("verbatim_id", "The call", required=True),
            Column("turn", INT, "Number of the turn, the first is 1", required=True, low=1),
            _text("speaker", "Who speaks", required=True, allowed=SPEAKERS),
            _number("speaker_sure", "How sure that is where it was told by the words, 0.5 to 1; NULL where the file says it", 0, 1),
            _number("start", "Seconds from the start of the call", 0),
            _number("end", "Seconds from the start of the call", 0),
            _text("text", "The turn, cleaned and masked", required=True),
            *_PROVENANCE,
        ),
    ),
    Table(
        "cases",
        "Work orders: one complaint case in its newest known state",
        ("case_id",),
        (
            _text("case_id", "Keyed digest of the work order", required=True),
            _text("external_id", "Work-order number in the operator's own system, masked where it is personal"),
            _text("customer_key", "Keyed digest of the customer"),
            Column("opened", TIME, "When the case was opened"),
            Column("promised_at", TIME, "By when an answer was promised"),
            Column("first_response", TIME, "First response to the customer"),
            Column("resolved", TIME, "When it was resolved; NULL while open"),
            _text("status", "Status as given"),
            _number("reopened", "How often it was reopened", 0),
            _number("rating_before", "Customer's rating before handling"),
            _number("rating_after", "Customer's rating after handling"),
            _text("noted_cause", "Cause noted by the operator's staff"),
            _text("department", "Department that holds it"),
            _text("first_department", "Department that was asked first"),
            _text("reply", "The operator's reply, cleaned and masked"),
            *_PLACE,
            *_PROVENANCE,
        ),
    ),
    Table(
        "measures",
        "Figures of the operator in long form: customers, calls offered, port-outs ...",
        ("measure_id",),
        (
            _text("measure_id", "Digest of period, places and measure", required=True),
            Column("day", DATE, "First day of the period", required=True),
            _text("grain", "Length of the period", required=True, allowed=("day", "week", "month", "quarter", "year")),
            *_PLACE,
            _text("competitor", "Competitor, for port-ins and port-outs"),
            _text("item", "What is counted: a function of the hall, a promotion, the brand moved to"),
            _text("measure", "Name of the measure", required=True),
            _number("value", "Value", required=True),
            _text("unit", "Unit"),
            *_PROVENANCE,
        ),
    ),
    Table(
        "case_steps",
        "The way of a case through departments: one row per step, in order",
        ("case_id", "step"),
        (
            _text("case_id", "Keyed digest of the work order", required=True),
            Column("step", INT, "Number of the step, the first is 1", required=True, low=1),
            _text("department", "Department that had it"),
            _text("team", "Team"),
            _text("staff_key", "Keyed digest of the staff member"),
            Column("received", TIME, "When the step began"),
            Column("left", TIME, "When it ended; NULL while it lies there"),
            _text("outcome", "How the step ended, as given: passed on, answered, returned, resolved ..."),
            *_PROVENANCE,
        ),
    ),
    Table(
        "events",
        "What happened that may move the figures: releases, outages, faults, campaigns, fixes, prices",
        ("event_id",),
        (
            _text("event_id", "Digest of the event's number, or of kind, name and start", required=True),
            _text("kind", "Kind", required=True, allowed=EVENT_KINDS),
            _text("name", "What it was, in a few words", required=True),
            Column("start", TIME, "When it began", required=True),
            Column("end", TIME, "When it ended; NULL where it lasts or is not known"),
            Column("day", DATE, "Local date of the start", required=True),
            *_PLACE,
            _text("store", "Store"),
            _text("cause", "Root cause it bears on, an id of the codeframe"),
            _text("note", "Note"),
            *_PROVENANCE,
        ),
    ),
    Table(
        "dictionary",
        "The operator's own names: brand > tier > product, competitor, channel > touchpoint, region, store, department > team",
        ("entry_id",),
        (
            _text("entry_id", "Digest of kind, name and parent", required=True),
            _text("kind", "Kind", required=True, allowed=DICTIONARY_KINDS),
            _text("name", "Name shown", required=True),
            _text("parent", "Name of the entry above it"),
            _text("synonyms", "Other ways to say it, separated by |"),
            Column("valid_from", DATE, "First day it is valid; NULL: always was"),
            Column("valid_until", DATE, "Last day it is valid; NULL: still is"),
            *_PROVENANCE,
        ),
    ),
    Table(
        "quarantine",
        "Rows that could not be taken, with the reason; nothing is lost",
        ("quarantine_id",),
        (
            _text("quarantine_id", "Digest of file content, row, column and reason", required=True),
            _text("source", "Source the file was read as", required=True, allowed=SOURCES),
            _text("source_file", "Name of the file", required=True),
            Column("source_row", INT, "Data row in that file, the first is 1; 0 for the file as a whole", required=True, low=0),
            _text("column", "Column at fault; NULL for the row as a whole"),
            _text("reason", "Stable reason code, worded for the reader when shown", required=True),
            _text("given", "What was given, masked and cut to 200 characters"),
        ),
    ),
    Table(
        "sentiment_scores",
        "Polarity of verbatims",
        ("verbatim_id", "version"),
        (
            *_SCORED,
            _number("polarity", "-1 (negative) to 1 (positive); NULL where there is nothing to score", -1, 1),
            _text("label", "neg, neu or pos; NULL where there is nothing to score", allowed=LABELS),
            _number("confidence", "Probability of the label", 0, 1),
            _text("unscored", "Why there is nothing to score; NULL where there is a score", allowed=UNSCORED),
        ),
    ),
    Table(
        "intent_scores",
        "What the customer wants from writing, and whether the matter escalates",
        ("verbatim_id", "version"),
        (
            *_SCORED,
            _text("intent", "Intent; NULL where there is nothing to score", allowed=INTENTS),
            _text("escalation", "Escalation; NULL where there is nothing to score", allowed=ESCALATIONS),
            _text("want", "What a suggestion or demand asks for; NULL for other intents", allowed=FRAMES["want"]),
            _text("want_class", "Class of service of what is asked for", allowed=FRAMES["want_class"]),
            _text("want_need", "Whether a basic need is to be met, or one that nobody serves yet", allowed=FRAMES["want_need"]),
            _text("service_level", "Service level met; NULL where the words do not say", allowed=FRAMES["service_level"]),
            _text("staff_facet", "What about the staff; NULL where the words do not say", allowed=FRAMES["staff_facet"]),
        ),
    ),
    Table(
        "cause_scores",
        "Root causes by the codeframe",
        ("verbatim_id", "version"),
        (
            *_SCORED,
            _text("cause", "Primary cause, an id of the codeframe; NULL where the coder abstains"),
            _number("cause_confidence", "0 to 1; NULL where the coder abstains", 0, 1),
            _text("cause2", "Secondary cause; NULL where there is none"),
        ),
    ),
    Table(
        "topic_scores",
        "Topics found by a model",
        ("verbatim_id", "version"),
        (
            *_SCORED,
            _text("topic", "Topic id; NULL where no topic fits"),
            _number("topic_weight", "Share of the verbatim's topic weight, 0 to 1", 0, 1),
        ),
    ),
    Table(
        "dialogue_scores",
        "What a customer went through in a call: predicted satisfaction, course of the polarity, recovery; NULL for what is no call",
        ("verbatim_id", "version"),
        (
            *_SCORED,
            _number("satisfaction", "Predicted satisfaction with the call, -2 to 2", -2, 2),
            _number("satisfaction_low", "Lower end of its 95 % interval", -2, 2),
            _number("satisfaction_high", "Upper end of its 95 % interval", -2, 2),
            _number("accomplishment", "Predicted: was the matter settled, -2 to 2", -2, 2),
            _number("start_polarity", "Polarity of the customer's first turn that has one", -1, 1),
            _number("low_polarity", "Lowest polarity of a customer's turn", -1, 1),
            _number("end_polarity", "Polarity of the customer's last turn that has one", -1, 1),
            Column(
                "recovered",
                INT,
                "1: clearly unhappy at first and not at the end; NULL where the customer speaks once",
                low=0,
                high=1,
            ),
            _text("curve", "JSON list of [turn, polarity] of the customer's turns"),
            _text("codes", "JSON list of what was coded in the turns: code, turn, sure (0.5 to 1), start and end within the turn"),
            *(_flag(f"agent_{code}", f"1: {what}; NULL without a turn of an agent") for code, what in AGENT_CODES.items()),
            _text("resolution", "How the call ends; NULL without both sides", allowed=("solved", "promised", "unresolved")),
            _flag("unresolved", "1: the matter is open as the customer sees it when the call ends"),
            _number("unresolved_sure", "Probability of that", 0, 1),
            Column("nth_contact", INT, "Number of this contact on the matter, as the customer says it", low=2),
            _flag("waiting", "1: the customer speaks of having waited or of no reply"),
            _flag("promise_received", "1: the agent says that something will be done later"),
            _number("agent_share", "Share of the characters of both sides that the agent says", 0, 1),
            _number("silence", "Longest silence, seconds; NULL without times", 0),
            _number("overlap", "Seconds in which both speak", 0),
            _number("agent_pace", "Characters a second of the agent", 0),
            _number("customer_pace", "Characters a second of the customer", 0),
        ),
    ),
    Table(
        "entity_scores",
        "Brand, product, competitor and place read from the words; the evidence holds every mention",
        ("verbatim_id", "version"),
        (
            *_SCORED,
            _text("brand", "Brand read; NULL where none is named, or two equally"),
            _text("product", "Product read"),
            _text("competitor", "Competitor read"),
            _text("place", "Place read: store, city or region"),
            _text("region", "Region in which that place lies"),
        ),
    ),
    Table(
        "topics",
        "The topics of each topic model",
        ("version", "topic"),
        (
            _text("version", "Version of the topic model", required=True),
            _text("topic", "Topic id", required=True),
            _text("label", "Short label", required=True),
            _text("words", "Top words, separated by spaces", required=True),
            _text("apart", "What sets it apart: words with how many times as often they are said here, separated by spaces"),
            _number("documents", "Verbatims the model was fitted on that fall to this topic", 0),
            _text("lineage", "Against the version before", allowed=LINEAGES),
            _text("kin", "Topics of the version before that it came from, or those it went to where it ended; separated by spaces"),
            _number("coherence", "Of the whole model: mean NPMI of the top words", -1, 1),
            _number("stability", "Of the whole model: agreement (ARI) of fits that leave a fifth of the verbatims away", -1, 1),
            _number("left_over", "Of the whole model: share of verbatims it was fitted on that fall to no topic", 0, 1),
        ),
    ),
)

TABLES = MappingProxyType({table.name: table for table in _ALL})
MAKERS = MappingProxyType(
    {
        "sentiment": TABLES["sentiment_scores"],
        "intent": TABLES["intent_scores"],
        "causes": TABLES["cause_scores"],
        "topics": TABLES["topic_scores"],
        "dialogue": TABLES["dialogue_scores"],
        "entities": TABLES["entity_scores"],
    }
)
"""Which score table each maker writes."""
