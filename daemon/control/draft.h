/* Entries as they come in over the socket. */
#pragma once

#include "common/entry.h"
#include "daemon/control/varlink.h"

/* A Draft of the contract; at (now where it is left out), said (us 0), offset (that of at). 0; 1: a
 * member is unknown, missing or of another type, and that was replied; or -EINVAL with the call's
 * fault filled. */
int draft_parse(struct call *call, const json_t *object, struct entry *ret);
/* Draft's members beside the facts, in the contract's order; NULL after the last. */
struct draft_member {
    const char *name, *type;
};
const struct draft_member *draft_member(size_t i);
/* A fact's type in the contract. */
const char *draft_type(enum fact fact);
/* The parameters of Log: Draft's members, but for said. */
/* clang-format off */
#define DRAFT_PARAMETERS                                                                  \
    {"id", "?string"}, {"at", "?string"}, {"kind", "string"}, {"level", "?int"},          \
    {"region", "?string"}, {"side", "?string"}, {"ml", "?int"}, {"note", "?string"},      \
    {"trigger", "?string"}, {"quality", "?string"}, {"worse_at", "?string"},              \
    {"contributors", "?string"}, {"treatments", "?string"},                               \
    {"session_type", "?string"}, {"therapist", "?string"}, {"disliked", "?string"},       \
    {"homework", "?string"}, {"regions", "?string"}, {"next_date", "?string"},            \
    {"signs", "?string"}, {"no_signs", "?string"},                                        \
    {"measure", "?string"}, {"refers_to", "?string"}, {"activity_stopped", "?bool"},      \
    {"eased_by_rest", "?bool"}, {"category", "?string"},                                  \
    {"peg_pain", "?int"}, {"peg_enjoyment", "?int"}, {"peg_activity", "?int"},            \
    {"sleep_latency_min", "?int"}, {"awakenings", "?int"}, {"sleep_min", "?int"},         \
    {"rom_floor_cm", "?int"}, {"rom_left_cm", "?int"}, {"rom_right_cm", "?int"},          \
    {"rom_back_comfortable", "?bool"},                                                    \
    {"session_min", "?int"}, {"pressure", "?string"}, {"pain_before", "?int"},            \
    {"pain_after", "?int"}, {"sharp", "?bool"}, {"source", "?string"},                    \
    {"state", "?string"}, {"hold", "?string"}, {"cleared", "?bool"}, {"field", "?string"}
/* clang-format on */
