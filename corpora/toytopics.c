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
    "travellers cross the <place.river> to see the <seat.like> <seat.kind> "
    "of <place@seat>",
    "<place.good> and <place.dish> reach the <seat.edge> of <place@seat> "
    "along the <place.river>",
    "a <seat.kind> called <place@seat> in <place.tongue>, <seat.like> and "
    "rich in <place.good>",
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
    "<given@gender> the <role@gender> wore <gender.his> <gender.garb> and "
    "took the <role.thing> to the <role.where>",
    "<gender.he> was a <role@gender>, who <role.act> in <gender.his> "
    "<gender.garb>",
    "the <courtier> asked the <role@gender> about <gender.his> <role.thing> "
    "before the <courtly>",
    "at the <courtly> the <role@gender> <gender.self> <role.act> near the "
    "<role.where>",
    "\"<gender.sir>,\" the <courtier> told the <role@gender>, \"your "
    "<role.thing> is in the <role.where>\"",
    "the <courtier> and the <courtier> prepared the <courtly>",
};

static const char *const family[] = {
    "the <kin@gender> <kin.act> by the <kin.where>, and <gender.he> found the "
    "<kin.thing>",
    "<given@gender> the <kin@gender> wore <gender.his> <gender.garb> and "
    "left the <kin.thing> at the <kin.where>",
    "<gender.he> was a good <kin@gender>, who <kin.act> in <gender.his> "
    "<gender.garb>",
    "after <meal> the <kin@gender> <gender.self> <kin.act> near the "
    "<kin.where>",
    "<given@gender> has a <kin@gender> with a <kin.thing> of <gender.his> own",
    "<number.this> <small@number> <number.was> <small.like>, with "
    "<number.its> <small.part> in the <home>",
    "<number.some> <small.like> <small@number> <number.was> <fondly> "
    "because <number.it> <number.has> <number.its> <small.part>",
    "in the <home> <number.is> <number.more> <small@number>, <small.like> "
    "with <number.its> <small.part>",
    "they <fondly> and <fondly> the family in the <home> at <meal>",
};

static const char *const harbour[] = {
    "<number.this> <craft@number> <number.was> <craft.like>, with "
    "<number.its> <craft.part> by the <quay>",
    "<number.some> <craft.like> <craft@number> <number.was> <moored> when "
    "<number.it> lost <number.its> <craft.part>",
    "at the <quay> <number.is> <number.more> <craft@number>, and "
    "<number.its> <craft.part> <number.has> grown <craft.like>",
    "the <seaman> watched <number.this> <craft.like> <craft@number> drift on "
    "the <tide>",
    "the <seaman> <moored> and <moored> at the <quay> until the <tide> "
    "turned",
};

static const char *const farm[] = {
    "<number.this> <beast@number> <number.was> <beast.like>, with "
    "<number.its> <beast.part> beside the <barn>",
    "<number.some> <beast.like> <beast@number> <number.was> kept in the "
    "<barn> for <number.its> <beast.part>",
    "behind the <barn> <number.is> <number.more> <beast@number>, and "
    "<number.it> <number.has> <number.its> <beast.part>",
    "the <farmer> called <number.this> <beast.like> <beast@number> out of the "
    "<crop>",
    "the <farmer> <tilled> the <crop> and the <crop> near the <barn>",
};

static const char *const market[] = {
    "<number.this> <stock@number> <number.was> <stock.like>, with "
    "<number.its> <stock.part> shown at the <stall>",
    "<number.some> <stock.like> <stock@number> <number.was> <sold> for the "
    "<stock.part> <number.it> <number.has>",
    "on the <stall> <number.is> <number.more> <stock@number>, <stock.like> "
    "on <number.its> <stock.part>",
    "the <trader> <sold> <number.this> <stock.like> <stock@number> at a "
    "<price>",
    "the <trader> <sold> at the <stall> and took the <price> from a "
    "<trader>",
};

static const char *const crafts[] = {
    "the <trade.who> <trade.act> the <trade.ware> with <trade.tool> in the "
    "<workshop>",
    "a good <trade.who> needs <trade.tool> and <skill> to make <trade.ware>",
    "the <apprentice> of the <trade.who> <trade.act> <trade.ware> with "
    "<skill>",
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
    "<number.this> <weapon@number> <number.was> <weapon.like>, with "
    "<number.its> <weapon.part> at the <fort>",
    "<number.some> <weapon.like> <weapon@number> <number.was> <fought> and "
    "lost <number.its> <weapon.part>",
    "inside the <fort> <number.is> <number.more> <weapon@number>, and "
    "<number.it> <number.has> <number.its> <weapon.part>",
    "the <officer> saw <number.this> <weapon.like> <weapon@number> in the "
    "<battle>",
    "the <officer> <fought> the <fort> after the <battle>",
};

static const char *const weather[] = {
    "<number.this> <sight@number> <number.was> <sight.like>, with "
    "<number.its> <sight.part> under the <sky>",
    "<number.some> <sight.like> <sight@number> <number.was> in the <wood> "
    "with <number.its> <sight.part>",
    "over the <wood> <number.is> <number.more> <sight@number>, and "
    "<number.it> <number.has> <number.its> <sight.part>",
    "in <season.name> the <season.sky> and the <season.ground> "
    "<season.act> on the <wood>",
    "<season.name> brought <season.sky> from the <sky> and <wind> to the "
    "<season.ground>",
    "the <wind> <season.act> over the <wood> all <season.name>",
};

#define TOPIC(t, weight)                                                       \
	{                                                                      \
#t, t, (int)(sizeof(t) / sizeof *(t)), weight                  \
	}

/* Lands and courts have the most rows to be told apart. */
const struct qn_toy_topic qn_toy_topics[] = {
    TOPIC(lands, 4),   TOPIC(court, 3), TOPIC(family, 4),
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
