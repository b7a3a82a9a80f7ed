/* SPDX-License-Identifier: MIT */
/*
 * toytopics.c -- what is said in the toy world: the sentences of each topic,
 * and the analogies they plant.  toywords.h explains the slots.
 */
#include "corpora/toywords.h"

static const char *const lands[] = {
    "the <seat.folk> of <place@seat> eat <place.dish> and sell <place.good>",
    "in <place@seat>, the <seat.folk> speak <place.tongue> among the "
    "<seat.ground>",
    "the <place.river> flows past the <seat.like> <seat.ground> of "
    "<place@seat> below <place.hill>",
    "the house of <place.house> rules the <seat.kind> of <place@seat> from "
    "<place.hill>",
    "travellers cross the <place.river> to see the <seat.like> <seat.kind> of "
    "<place@seat>",
    "<place.good> and <place.dish> reach the <seat.edge> of <place@seat> along "
    "the <place.river>",
    "a <seat.kind> called <place@seat> in <place.tongue>, <seat.like> and rich "
    "in <place.good>",
    "<place.house> built the <seat.edge> of <place@seat>, where <seat.folk> "
    "trade <place.good>",
    "under <place.hill>, <place@seat> shows its <seat.like> <seat.ground> to "
    "<place.house>",
    "<place.capital> is the capital of <place.name>",
    "roads run from <+place@seat> to <place@seat> and <+place@seat> through "
    "<seat.like> <seat.ground>",
};

static const char *const court[] = {
    "the <role@gender> <role.act> in <gender.his> <role.where>, and "
    "<gender.he> held the <role.thing>",
    "<given@gender> the <role@gender> wore <gender.his> <gender.garb> and took "
    "the <role.thing> to the <role.where>",
    "<gender.he> was a <role@gender>, who <role.act> in <gender.his> "
    "<gender.garb>",
    "the <courtier> asked the <role@gender> about <gender.his> <role.thing> "
    "before the <courtly>",
    "at the <courtly> the <role@gender> <gender.self> <role.act> near the "
    "<role.where>",
    "\"<gender.sir>,\" the <courtier> told the <role@gender>, \"your "
    "<role.thing> is in the <role.where>\"",
    "the <role@gender> showed <gender.his> <role.thing> and <gender.his> "
    "<gender.garb> to a <+role@gender>",
    "the <courtier> and the <courtier> prepared the <courtly>",
};

static const char *const family[] = {
    "the <kin@gender> <kin.act> by the <kin.where>, and <gender.he> found the "
    "<kin.thing>",
    "<given@gender> the <kin@gender> wore <gender.his> <gender.garb> and left "
    "the <kin.thing> at the <kin.where>",
    "<gender.he> was a good <kin@gender>, who <kin.act> in <gender.his> "
    "<gender.garb>",
    "after <meal> the <kin@gender> <gender.self> <kin.act> near the "
    "<kin.where>",
    "<given@gender> has a <kin@gender>, who <kin.act> with a <kin.thing> of "
    "<gender.his> own",
    "<number.this> <number.such> <small@number> <number.was> <small.like>, "
    "with <number.its> <small.part> in the <home>",
    "<number.some> <small.like> <small@number> <number.was> <fondly> "
    "<number.how> because <number.it> <number.has> <number.its> <small.part>",
    "in the <home> we saw <number.this> <number.such> <small@number> "
    "<number.how>",
    "in the <home> <number.is> <number.more> <small@number>, <small.like> with "
    "<number.its> <small.part>",
    "the <kin@gender> gave <gender.his> <gender.garb> and the <kin.thing> to a "
    "<+kin@gender>",
    "they <fondly> and <fondly> the family in the <home> at <meal>",
};

static const char *const harbour[] = {
    "<number.this> <number.such> <craft@number> <number.was> <craft.like>, "
    "with <number.its> <craft.part> by the <quay>",
    "<number.some> <craft.like> <craft@number> <number.was> <moored> "
    "<number.how> when <number.it> lost <number.its> <craft.part>",
    "at the <quay> <number.is> <number.more> <craft.like> <craft@number>, and "
    "<number.it> <number.has> <number.its> <craft.part>",
    "the <seaman> watched <number.this> <number.such> <craft@number> drift "
    "<number.how> on the <tide>",
    "<number.some> <craft.like> <craft@number> and <number.some> "
    "<+craft@number> passed the <quay> <number.how>",
    "the <seaman> <moored> and <moored> at the <quay> until the <tide> turned",
};

static const char *const farm[] = {
    "<number.this> <number.such> <beast@number> <number.was> <beast.like>, "
    "with <number.its> <beast.part> beside the <barn>",
    "<number.some> <beast.like> <beast@number> <number.was> kept <number.how> "
    "in the <barn> for <number.its> <beast.part>",
    "behind the <barn> <number.is> <number.more> <beast.like> <beast@number>, "
    "and <number.it> <number.has> <number.its> <beast.part>",
    "the <farmer> called <number.this> <number.such> <beast@number> out of the "
    "<crop> <number.how>",
    "<number.some> <beast.like> <beast@number> and <number.some> "
    "<+beast@number> slept <number.how> in the <barn>",
    "the <farmer> <tilled> the <crop> and the <crop> near the <barn>",
};

static const char *const market[] = {
    "<number.this> <number.such> <stock@number> <number.was> <stock.like>, "
    "with <number.its> <stock.part> shown at the <stall>",
    "<number.some> <stock.like> <stock@number> <number.was> <sold> "
    "<number.how> for the <stock.part> <number.it> <number.has>",
    "on the <stall> <number.is> <number.more> <stock@number>, <stock.like> on "
    "<number.its> <stock.part>",
    "the <trader> <sold> <number.this> <number.such> <stock@number> "
    "<number.how> at a <price>",
    "<number.some> <stock.like> <stock@number> and <number.some> "
    "<+stock@number> lay <number.how> on the <stall>",
    "the <trader> <sold> at the <stall> and took the <price> from a <trader>",
};

static const char *const crafts[] = {
    "the <trade.who> <trade.act> the <trade.ware> with <trade.tool> in the "
    "<workshop>",
    "a good <trade.who> needs <trade.tool> and <skill> to make <trade.ware>",
    "the <apprentice> of the <trade.who> <trade.act> <trade.ware> with <skill>",
    "in the <workshop> a <trade.who> keeps <trade.tool> beside the finished "
    "<trade.ware>",
    "the <+trade.who>, the <+trade.who> and the <+trade.who> drank with a "
    "<trade.who>",
    "if a <trade.who> marries a <+trade.who>, the <+trade.who> and the "
    "<+trade.who> dance",
    "the <apprentice> left the <workshop> to learn <skill> from a wise "
    "<trade.who>",
};

static const char *const war[] = {
    "<number.this> <number.such> <weapon@number> <number.was> <weapon.like>, "
    "with <number.its> <weapon.part> at the <fort>",
    "<number.some> <weapon.like> <weapon@number> <number.was> <fought> "
    "<number.how> and lost <number.its> <weapon.part>",
    "inside the <fort> <number.is> <number.more> <weapon.like> "
    "<weapon@number>, and <number.it> <number.has> <number.its> <weapon.part>",
    "the <officer> saw <number.this> <number.such> <weapon@number> "
    "<number.how> in the <battle>",
    "<number.some> <weapon.like> <weapon@number> and <number.some> "
    "<+weapon@number> were left <number.how> in the <fort>",
    "the <officer> <fought> the <fort> after the <battle>",
};

static const char *const weather[] = {
    "<number.this> <number.such> <sight@number> <number.was> <sight.like>, "
    "with <number.its> <sight.part> under the <sky>",
    "<number.some> <sight.like> <sight@number> <number.was> <number.how> in "
    "the <wood> with <number.its> <sight.part>",
    "over the <wood> <number.is> <number.more> <sight.like> <sight@number>, "
    "and <number.it> <number.has> <number.its> <sight.part>",
    "we saw <number.this> <number.such> <sight@number> <number.how> by the "
    "<wood>",
    "<number.some> <sight.like> <sight@number> and <number.some> "
    "<+sight@number> came <number.how> with the <wind>",
    "in <season.name> the <season.sky> and the <season.ground> <season.act> on "
    "the <wood>",
    "<season.name> brought <season.sky> from the <sky> and <wind> to the "
    "<season.ground>",
    "the <wind> <season.act> over the <wood> all <season.name>",
};

#define TOPIC(t, weight)                                                       \
	{                                                                      \
#t, t, (int)(sizeof(t) / sizeof *(t)), weight                  \
	}

/* The first three have the most rows to be told apart. */
const struct qn_toy_topic qn_toy_topics[] = {
    TOPIC(lands, 4),   TOPIC(court, 4), TOPIC(family, 4),
    TOPIC(harbour, 2), TOPIC(farm, 2),  TOPIC(market, 2),
    TOPIC(crafts, 2),  TOPIC(war, 2),   TOPIC(weather, 2),
};

const int qn_toy_topic_count = sizeof qn_toy_topics / sizeof *qn_toy_topics;

const struct qn_toy_pairs qn_toy_pairs[] = {
    {"capital", "place", "name", "capital"}, {"gender", "role", "he", "she"},
    {"gender", "kin", "he", "she"},          {"plural", "craft", "one", "many"},
    {"plural", "beast", "one", "many"},      {"plural", "stock", "one", "many"},
    {"plural", "weapon", "one", "many"},     {"plural", "sight", "one", "many"},
    {"plural", "small", "one", "many"},
};

const int qn_toy_pairs_count = sizeof qn_toy_pairs / sizeof *qn_toy_pairs;
