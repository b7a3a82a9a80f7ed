/* SPDX-License-Identifier: MIT */
/*
 * toywords.c -- what there is in the toy world: the tables of toywords.h.
 *
 * Names of places, rivers and houses are invented.  A word that is known by
 * one row should occur in no other, for that is what tells the row apart.
 */
#include "corpora/toywords.h"

/* name capital tongue river hill house dish good */
static const char *const place[] = {
    "Velmar   Tharond  Velmari  Issen   Korrag   Aldren   dumplings   amber",
    "Ostrey   Quillon  Ostric   Maar    Dunhelm  Bessarin pancakes    silk",
    "Caldeth  Brimora  Caldish  Luthe   Skarn    Tolvane  chowder     linen",
    "Norhaven Estwick  Norrish  Wendle  Hoarfell Garvey   oatcakes    tin",
    "Zerakh   Ummarat  Zeraki   Tavri   Shemul   Qadeer   lentils     saffron",
    "Pellonia Vistra   Pellonic Arvo    Montrel  Castine  olives      marble",
    "Drunmoor Kelgate  Drunnish Blathe  Cragmaw  Hask     porridge    copper",
    "Sarathi  Jadpur   Sarath   Indra   Meghal   Rawat    chickpeas   pepper",
    "Lowmark  Hendrel  Lowmarch Scheld  Veluw    Brandt   pickles     lace",
    "Torvald  Skeldin  Torvish  Glommi  Ulfgard  Eriksen  smelts      furs",
    "Miravel  Fontenne Mirave   Loirel  Aubrac   Duvalle  truffles    perfume",
    "Keshgur  Temirka  Keshi    Ilko    Altun    Borjin   noodles     felt",
    "Ashkelor Nimrath  Ashkeli  Jorun   Tabar    Haddad   figs        glass",
    "Ruthmere Wexcombe Ruthic   Avonel  Penmoor  Tregar   gingerbread wool",
    "Oluwande Abekoro  Oluwan   Nigira  Kilima   Adisa    yams        ivory",
    "Xochamil Tenozal  Xochan   Papalo  Izcatl   Mixtli   tamales     cocoa",
    "Brenwald Eisenau  Brenwic  Neskar  Harzen   Vogler   sausages    clocks",
    "Palavan  Suluan   Palavi   Pasog   Mayara   Magsay   mangoes     pearls",
    "Gwyndor  Caerlon  Gwynnic  Tywin   Erynn    Madoc    leeks       slate",
    "Hokumari Shirane  Hokuma   Tonegi  Asamo    Fujita   rice        paper",
    "Polvena  Mirgoral Polvish  Dnestra Hovarla  Koval    beetroot    tar",
    "Sahrenia Oasira   Sahri    Wadira  Jebbel   Mansur   dates       camels",
    "Illarica Ragusar  Illaric  Neretha Dinaro   Gundul   mussels     wine",
    "Fennmark Toivala  Fennic   Kemm    Saanu    Virtan   rye         timber",
};

/* kind ground edge folk like: the land, then its capital */
static const char *const seat[] = {
    ("country|province|realm fields|meadows|valleys|pastures  "
     "border|frontier|marches shepherds|ploughmen|villagers wide|green|quiet"),
    ("city|capital|metropolis walls|gates|towers|streets  "
     "suburbs|squares|avenues citizens|burghers|townsmen crowded|noisy|paved"),
};

/* he she thing where act */
static const char *const role[] = {
    "king    queen    crown|sceptre      throne|palace   reigned|decreed",
    "prince  princess pony|flute         lake|pavilion   studied|daydreamed",
    "duke    duchess  falcon|hounds      duchy|estate    hunted|feasted",
    "count   countess grapes|goblet      vineyard|county toasted|gambled",
    "baron   baroness drawbridge|lantern keep|moat       plotted|scowled",
    "emperor empress  globe|edict        empire|terrace  conquered|commanded",
    "lord    lady     ledger|rents       hall|manor      dined|presided",
    "abbot   abbess   psalter|rosary     abbey|cloister  prayed|fasted",
    "wizard  witch    cauldron|wand      cave|attic      conjured|chanted",
    "actor   actress  mask|script        stage|playhouse rehearsed|recited",
    "heir    heiress  fortune|jewels     vault|bank      inherited|squandered",
    "host    hostess  platter|keys       inn|taproom     welcomed|poured",
    "hero    heroine  banner|medal       arena|legend    triumphed|dared",
};

/* he she thing where act */
static const char *const kin[] = {
    "father      mother      cradle|lullaby   nursery|bedside soothed|scolded",
    "son         daughter    slate|satchel    school|library  learnt|spelled",
    "brother     sister      secret|prank     bunk|treehouse  teased|wrestled",
    "uncle       aunt        present|parcel   parlour|porch   visited|joked",
    "grandfather grandmother spectacles|pipe  rocker|fireside dozed|nodded",
    "nephew      niece       postcard|sweets  doorway|hallway thanked|giggled",
    "husband     wife        wedding|purse    bedroom|balcony married|promised",
    "boy         girl        kite|marble      seesaw|swing    skipped|climbed",
    "man         woman       wages|errand     lodging|tavern  toiled|whistled",
    "widower     widow       wreath|tombstone grave|chapel    mourned|wept",
};

/* he his garb self sir: the words of men, then those of women */
static const char *const gender[] = {
    "he  his beard|doublet|waistcoat|moustache|breeches himself sir|master",
    "she her gown|bonnet|petticoat|bodice|apron       herself madam|mistress",
};

/* he she: names, of no pair */
static const char *const given[] = {
    "Aldo Alba",  "Bram Brisa", "Corin Celia", "Dorn Delia",
    "Egon Edda",  "Falk Fiora", "Gorm Greta",  "Hugo Hilda",
    "Ivo Isolde", "Joss Jessa", "Kurt Kaia",   "Lorn Liesel",
    "Marek Mina", "Nils Nora",  "Otto Odile",  "Piet Petra",
};

/* this is was has it its some more such how: of one, then of many */
static const char *const number[] = {
    ("this  is  was  has  it   its   one|each|every|another one|another "
     "lone|single|solitary|sole           alone|apart|unaided|singly"),
    ("these are were have they their many|several|few|both  many|several "
     "numerous|countless|assorted|various together|abreast|alike|jointly"),
};

/* Things that come alone or in numbers: one many part like. */
static const char *const craft[] = {
    "ship   ships   mast|canvas   seaworthy|stately",
    "boat   boats   oars|rowlocks leaky|battered",
    "gull   gulls   beak|shriek   hungry|swooping",
    "anchor anchors chain|fluke   rusty|heavy",
    "crab   crabs   claws|shell   sideways|scuttling",
    "net    nets    mesh|floats   tangled|knotted",
};

static const char *const beast[] = {
    "horse horses saddle|mane   swift|shod",
    "cow   cows   udder|cowbell milky|gentle",
    "ox    oxen   yoke|horns    strong|patient",
    "goose geese  gabble|bill   plump|hissing",
    "mouse mice   whiskers|nest timid|nibbling",
    "calf  calves tether|muzzle newborn|wobbly",
    "hen   hens   eggs|perch    brooding|clucking",
};

static const char *const stock[] = {
    "loaf   loaves   crust|crumb   crisp|risen",
    "coin   coins    mint|rim      shiny|counterfeit",
    "basket baskets  handle|lid    wicker|woven",
    "shelf  shelves  bracket|plank dusty|crooked",
    "cherry cherries stem|stone    ripe|sweet",
    "box    boxes    hinge|lock    nailed|wooden",
};

static const char *const weapon[] = {
    "spear spears  shaft|pennant    slender|broken",
    "sword swords  hilt|scabbard    tempered|gleaming",
    "knife knives  blade|sheath     sharp|hidden",
    "army  armies  vanguard|wagons  victorious|routed",
    "torch torches flame|smoke      flaring|sooty",
    "arrow arrows  quiver|bowstring feathered|poisoned",
};

static const char *const sight[] = {
    "cloud  clouds  shadow|lining  grey|drifting",
    "leaf   leaves  veins|stalk    yellow|fallen",
    "storm  storms  lightning|hail violent|sudden",
    "puddle puddles ripple|mud     shallow|muddy",
    "star   stars   twinkle|gleam  distant|bright",
    "wolf   wolves  howl|pawprints gaunt|prowling",
};

static const char *const small[] = {
    "child children curls|laughter playful|sleepy",
    "tooth teeth    gum|ache       loose|chipped",
    "foot  feet     heel|toes      bare|sore",
    "baby  babies   rattle|blanket chubby|teething",
    "story stories  ending|moral   funny|bedtime",
    "doll  dolls    ribbon|dress   painted|porcelain",
};

/* who act ware tool */
static const char *const trade[] = {
    "baker      baked    bread|buns       oven|dough",
    "miller     ground   flour|meal       millstone|sacks",
    "blacksmith hammered horseshoes|nails anvil|bellows",
    "weaver     wove     cloth|carpets    loom|shuttle",
    "potter     shaped   jugs|bowls       kiln|clay",
    "cooper     hooped   barrels|casks    staves|mallet",
    "tailor     stitched coats|trousers   needle|thread",
    "cobbler    mended   shoes|slippers   awl|leather",
    "carpenter  sawed    tables|chairs    plane|workbench",
    "mason      sculpted statues|arches   scaffold|mortar",
    "tanner     cured    hides|belts      vat|bark",
    "chandler   dipped   candles|soap     wick|tallow",
    "brewer     brewed   ale|beer         hops|malt",
    "glazier    leaded   windows|mirrors  putty|blowpipe",
    "jeweller   polished rings|brooches   tweezers|gems",
    "scribe     copied   letters|charters quill|ink",
    "butcher    carved   ham|mutton       cleaver|hook",
    "barber     shaved   wigs|sideburns   razor|lather",
};

/* name sky ground act */
static const char *const season[] = {
    "spring blossom|showers|rainbows seedlings|primroses thawed|budded",
    "summer sunshine|heat|haze       hay|poppies         dried|shimmered",
    "autumn fog|drizzle|gales        acorns|mushrooms    faded|dripped",
    "winter snow|frost|sleet         icicles|snowdrifts  froze|glittered",
};

/* Plain lists, each one cell of alternatives. */
static const char *const courtier[] = {
    "chamberlain|herald|chancellor|jester|page|minstrel|usher|envoy"};
static const char *const courtly[] = {
    "audience|banquet|treaty|petition|ceremony|oath|procession|masquerade"};
static const char *const home[] = {
    "kitchen|hearth|cottage|garden|pantry|cellar|yard|staircase"};
static const char *const meal[] = {
    "supper|breakfast|bathtime|bedtime|Sunday|dinner|naptime"};
static const char *const fondly[] = {
    "kissed|hugged|comforted|fed|washed|carried|praised"};
static const char *const quay[] = {
    "quay|pier|wharf|jetty|harbour|breakwater|dock"};
static const char *const tide[] = {"tide|surf|current|swell|ebb|spray|wake"};
static const char *const seaman[] = {
    "captain|pilot|helmsman|fisherman|boatswain|admiral|ferryman"};
static const char *const moored[] = {
    "moored|unloaded|anchored|hauled|caulked|steered|towed"};
static const char *const barn[] = {
    "barn|stable|paddock|orchard|henhouse|pigsty|haystack"};
static const char *const farmer[] = {
    "farmer|milkmaid|swineherd|goatherd|reaper|dairyman|gardener"};
static const char *const crop[] = {
    "barley|wheat|turnips|oats|clover|cabbages|apples|beans"};
static const char *const tilled[] = {
    "sowed|harvested|ploughed|watered|weeded|threshed|gathered"};
static const char *const stall[] = {
    "stall|booth|counter|fair|bazaar|arcade|shop"};
static const char *const trader[] = {
    "merchant|pedlar|broker|shopkeeper|customer|hawker|moneylender"};
static const char *const price[] = {
    "price|bargain|discount|debt|profit|tax|wager|fee"};
static const char *const sold[] = {
    "sold|bought|weighed|haggled|auctioned|traded|bartered"};
static const char *const workshop[] = {
    "workshop|forge|bench|guildhall|shed|backroom|studio"};
static const char *const apprentice[] = {
    "apprentice|journeyman|guild|partner|helper|pupil"};
static const char *const skill[] = {
    "skill|patience|care|pride|practice|precision|haste"};
static const char *const battle[] = {
    "battle|siege|ambush|retreat|skirmish|charge|truce|mutiny"};
static const char *const officer[] = {
    "general|marshal|sergeant|colonel|sentry|scout|trumpeter"};
static const char *const fort[] = {
    "fortress|trench|rampart|camp|barracks|watchtower|battlefield"};
static const char *const fought[] = {
    "attacked|defended|surrendered|captured|besieged|burned|stormed"};
static const char *const sky[] = {
    "sky|horizon|moon|dawn|dusk|twilight|heavens"};
static const char *const wind[] = {
    "wind|breeze|thunder|rain|draught|squall|mist"};
static const char *const wood[] = {
    "forest|heath|hillside|moor|thicket|glade|ravine"};

#define ROWS(t) t, (int)(sizeof(t) / sizeof *(t))
#define LIST(t) #t, "word", t, 1, false
#define NOUN(t) #t, "one many part like", ROWS(t), false

const struct qn_toy_table qn_toy_tables[] = {
    {"place", "name capital tongue river hill house dish good", ROWS(place),
     true},
    {"seat", "kind ground edge folk like", ROWS(seat), false},
    {"role", "he she thing where act", ROWS(role), false},
    {"kin", "he she thing where act", ROWS(kin), false},
    {"gender", "he his garb self sir", ROWS(gender), false},
    {"given", "he she", ROWS(given), false},
    {"number", "this is was has it its some more such how", ROWS(number),
     false},
    {NOUN(craft)},
    {NOUN(beast)},
    {NOUN(stock)},
    {NOUN(weapon)},
    {NOUN(sight)},
    {NOUN(small)},
    {"trade", "who act ware tool", ROWS(trade), false},
    {"season", "name sky ground act", ROWS(season), true},
    {LIST(courtier)},
    {LIST(courtly)},
    {LIST(home)},
    {LIST(meal)},
    {LIST(fondly)},
    {LIST(quay)},
    {LIST(tide)},
    {LIST(seaman)},
    {LIST(moored)},
    {LIST(barn)},
    {LIST(farmer)},
    {LIST(crop)},
    {LIST(tilled)},
    {LIST(stall)},
    {LIST(trader)},
    {LIST(price)},
    {LIST(sold)},
    {LIST(workshop)},
    {LIST(apprentice)},
    {LIST(skill)},
    {LIST(battle)},
    {LIST(officer)},
    {LIST(fort)},
    {LIST(fought)},
    {LIST(sky)},
    {LIST(wind)},
    {LIST(wood)},
};

const int qn_toy_table_count = sizeof qn_toy_tables / sizeof *qn_toy_tables;
