/* SPDX-License-Identifier: MIT */
/*
 * stopwords_lists.c -- articles, pronouns, prepositions, conjunctions,
 * auxiliary verbs and the commonest adverbs of some languages.
 *
 * Written for this project, short on purpose: words that are sometimes more
 * than grammar ("will", "may") are in only where they seldom are.  Forms with
 * an apostrophe are those that stay one word (UAX #29 joins "don't").
 */
#include <string.h>

#include "text/stopwords.h"

static const struct {
	const char *names; /* between spaces */
	const char *words;
} lists[] = {
    {" none ", ""},
    {" en english ",
     "a about above after again against all also although am among an and "
     "any are aren't as at be because been before being below between both "
     "but by can can't cannot could couldn't did didn't do does doesn't doing "
     "don't down during each either else ever every few for from further had "
     "hadn't has hasn't have haven't having he he'd he'll he's her here hers "
     "herself him himself his how however i i'd i'll i'm i've if in into is "
     "isn't it it's its itself just let's may me might more most must my "
     "myself neither no nor not now of off often on once only or other our "
     "ours ourselves out over own rather same shall she she'd she'll she's "
     "should shouldn't since so some such than that that's the their theirs "
     "them themselves then there there's these they they'd they'll they're "
     "they've this those though through thus to too under until up upon us "
     "very was wasn't we we'd we'll we're we've were weren't what when where "
     "whether which while who whom whose why will with within without won't "
     "would wouldn't yet you you'd you'll you're you've your yours yourself "
     "yourselves"},
    {" de german deutsch ",
     "aber alle allem allen aller alles als also am an ander andere anderem "
     "anderen anderer anderes auch auf aus bei beim bin bis bist da dabei "
     "dadurch dafür damit dann daran darauf daraus darin darüber das dass "
     "davon dazu dein deine deinem deinen deiner dem den denn der deren des "
     "dessen dich die dies diese diesem diesen dieser dieses dir doch dort du "
     "durch ein eine einem einen einer eines er es etwas euch euer eure für "
     "gegen habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr "
     "ihre ihrem ihren ihrer im in indem ins ist ja jede jedem jeden jeder "
     "jedes jedoch jene jener jenes kann kein keine keinem keinen keiner "
     "können könnte man mehr mein meine meinem meinen meiner mich mir mit "
     "muss müssen nach nicht nichts noch nun nur ob oder ohne sehr sein seine "
     "seinem seinen seiner seit sich sie sind so solche soll sollen sollte "
     "sondern sonst um und uns unser unsere unter viel vom von vor während "
     "war waren warum was weil weiter welche welcher welches wenn wer werde "
     "werden wie wieder wir wird wo wollen wurde wurden würde würden zu zum "
     "zur zwar zwischen über"},
    {" fr french français ",
     "a à afin ai ainsi alors après as au aucun aucune aura auront aussi autre "
     "autres aux avaient avait avant avec avez avoir avons ayant c'est car ce "
     "ceci cela celle celles celui cependant ces cet cette ceux chaque chez "
     "comme comment contre d'un d'une dans de depuis des donc dont du durant "
     "elle elles en encore enfin entre es est et étaient était étant été être "
     "eu eux font furent fut il ils j'ai je jusque l'on la là laquelle le "
     "lequel les lesquels leur leurs lors lorsque lui ma mais me même mêmes "
     "mes moi moins mon n'est ne ni non nos notre nous on ont or ou où par "
     "parce parmi pas pendant peu peut peuvent plus pour pourquoi puis qu'il "
     "qu'elle qu'ils qu'on qu'un qu'une quand que quel quelle quelles quels "
     "qui quoi s'est s'il sa sans se selon sera seront ses si soi soit son "
     "sont sous suis sur ta te tes toi ton tous tout toute toutes très tu un "
     "une vers vos votre vous y"},
    {" es spanish español ",
     "a al algo algunas algunos ante antes aquel aquella aquellas aquellos "
     "aquí así aún aunque cada como cómo con contra cual cuál cuales cuando "
     "cuándo cuya cuyo de del desde donde dónde dos durante e el él ella "
     "ellas ellos en entonces entre era eran eres es esa esas ese eso esos "
     "esta está estaba estaban están estar estas este esto estos estoy fue "
     "fueron ha había habían haber hace hacia han has hasta hay he la las le "
     "les lo los más me mi mí mientras mis misma mismas mismo mismos mucha "
     "muchas mucho muchos muy nada ni no nos nosotras nosotros nuestra "
     "nuestras nuestro nuestros o os otra otras otro otros para pero poco por "
     "porque pues que qué quien quién quienes se sea sean según ser será "
     "serán si sí sido siempre siendo sin sino sobre sólo solo somos son soy "
     "su sus suya suyo tal también tampoco tan tanto te tenía ti tiene tienen "
     "toda todas todavía todo todos tras tu tú tus un una unas uno unos u "
     "usted ustedes vosotros y ya yo"},
    {" it italian italiano ",
     "a abbia abbiamo ad agli ai al alla alle allo allora altra altre altri "
     "altro anche ancora avere aveva avevano avevo c'è che chi ci ciò coi col "
     "come con contro cosa così cui da dagli dai dal dalla dalle dallo dei "
     "degli del dell dell'altro della delle dello dentro di dopo dove due e è "
     "ed egli ella era erano essa esse essendo essere essi esso fa fino fra "
     "fu furono già gli ha hai hanno ho i il in infatti io l'ha la le lei li "
     "lo loro lui ma me mentre mi mia mie miei mio molta molte molti molto ne "
     "né negli nei nel nella nelle nello noi non nostra nostre nostri nostro "
     "o od ogni oltre oppure ora per perché perciò però più poi poiché prima "
     "qual quale quali quando quanto quella quelle quelli quello questa queste "
     "questi questo qui quindi sarà saranno se sé sei sempre senza si sia "
     "siamo siano sono sopra sotto sta stata state stati stato su sua sue "
     "sugli sui sul sulla sulle sullo suo suoi tale tali tanto te ti tra tu "
     "tua tue tuo tuoi tutta tutte tutti tutto un un'altra una uno vi voi "
     "vostra vostro"},
    {" pt portuguese português ",
     "a à ainda algo alguma algumas alguns além ante antes ao aos apenas após "
     "aquela aquelas aquele aqueles aquilo as às assim até cada com como "
     "contra da daquela daquele das de dela delas dele deles depois desde "
     "dessa desse desta deste do dos durante e é ela elas ele eles em embora "
     "enquanto então entre era eram essa essas esse esses esta está estão "
     "estas estava estavam este estes estou eu foi for foram fosse há isso "
     "isto já lhe lhes mais mas me mesma mesmo meu meus minha minhas muita "
     "muitas muito muitos na nada não nas nela nele nem nessa nesse nesta "
     "neste no nos nós nossa nossas nosso nossos num numa o onde os ou outra "
     "outras outro outros para pela pelas pelo pelos pois por porque quais "
     "qual quando quanto que quê quem são se sem sempre sendo ser será serão "
     "seu seus si sido só sob sobre sua suas tal também tão te tem têm tenha "
     "ter teve tinha tinham toda todas todo todos tu tua tudo um uma umas uns "
     "vai você vocês"},
    {" nl dutch nederlands ",
     "aan al alle als altijd ander andere anders ben bij daar daarom dan dat "
     "de deze die dit doch doen door dus echter een eens en er ervan ge geen "
     "geweest haar had hadden heb hebben heeft hem het hier hij hoe hun ik in "
     "is ja je jij jouw jullie kan konden kon kunnen maar me meer men met mij "
     "mijn moest moet moeten na naar niet niets nog nu of om omdat ons onze "
     "ook op over reeds sinds te tegen ten ter terwijl toch toen tot tussen u "
     "uit uw van vanaf veel voor voordat waar waarom wanneer want waren was "
     "wat we wel welke werd werden wie wij wil worden wordt zal ze zelf zelfs "
     "zich zij zijn zo zoals zonder zou zouden"},
    {" sv swedish svenska ",
     "all alla allt än andra är att av bara blev bli blir blivit bort både då "
     "där därför de dem den denna deras dess dessa det detta dig din dina "
     "ditt du efter eller en er era ert ett från för före genom ha hade han "
     "hans har hennes här hon honom hos hur i in inga ingen inget innan inte "
     "jag ju kan kunde man med mellan men mer mig min mina mitt mot mycket ni "
     "nu när någon något några och också om oss på redan samma sedan sig sin "
     "sina sitt själv ska skall skulle som så sådan sådana till under upp ut "
     "utan vad var vara varför varit varje vars vem vi vid vilka vilken "
     "vilket vill vår våra vårt åt över"},
    {" da danish dansk ",
     "af alle alt anden andet andre at bare begge blev blive bliver da de dem "
     "den denne der deres derfor des det dette dig din dine disse dit dog du "
     "efter eller en end er et fik for fordi fra få får før gennem ham han "
     "hans har havde have hende hendes her hos hun hvad hvem hver hvilke "
     "hvilken hvis hvor hvordan hvorfor i ikke ind ingen intet jeg jer jeres "
     "jo kan kunne man mange med meget mellem men mere mig min mine mit mod må "
     "ned nogen noget nogle nu når og også om op os over på samme selv sig "
     "sin sine sit skal skulle som sådan så til ud uden under var ved vi vil "
     "ville vor vore være været"},
    {" no nb nn norwegian norsk ",
     "alle alt andre at av bare begge ble blei bli blir blitt både da de deg "
     "dei deim deira dem den denne der deres derfor det dette di din disse "
     "ditt du dykk då eg ein eit eller en enn er et etter for fordi fra frå "
     "før gjennom ha hadde han hans har hennar henne hennes her ho hos hun hva "
     "hvem hver hvilken hvis hvor hvordan hvorfor i ikke ikkje ingen inn jeg "
     "kan korleis kunne kva kven kvifor man mange med meg mellom men mer "
     "meir mi min mot mye må ned noe noen no noko nokon nå når og også om opp "
     "oss over på samme seg selv si sia sidan siden sin sine sitt sjøl skal "
     "skulle slik so som så til um under upp ut uten var vart ved vere verte "
     "vi vil ville vore vår være vært å"},
    {" fi finnish suomi ",
     "ei eivät eli emme en ennen ettei että etten he heidän heidät heille "
     "heillä heitä hän häneen hänelle hänellä hänen hänet hänessä häntä itse "
     "ja jo johon joka jokainen joiden joista joita joka jolla jolle jonka "
     "jos joskus jossa josta jota jotka jotta kaikki kanssa kautta ketä koska "
     "koskaan kuin kuinka kuitenkin kuka kukaan kun me meidän meidät meille "
     "meitä mihin mikä mikään miksi millainen millä minkä minua minulla "
     "minulle minun minut minä missä mistä mitä mitään molemmat mukaan mutta "
     "muu muut myös ne niiden niin niistä niitä niille noin nuo nyt näiden "
     "näin näitä nämä ole olen olet oli olimme olin olisi olisivat olit olivat "
     "olla olleet ollut on ovat poikki se sekä sen siellä siihen siinä siis "
     "siitä sille sillä sinua sinulla sinun sinut sinä sitten sitä tai te "
     "teidän teille teitä tuo tuohon tuolla tuon tuossa tuota tähän tällä "
     "tämä tämän tässä tästä tätä vaan vai vaikka vain vielä voi yli"},
    {" ru russian русский ",
     "а без бы был была были было быть в вам вами вас весь во вот все всего "
     "всех всю вся вы где да даже для до его ее её если есть еще ещё же за и "
     "из или им ими их к как какая какой когда кого кому которая которого "
     "которое которой которые который которых кто куда ли либо между меня мне "
     "много может мой моя мы на над надо нам нами нас наш наша не него нее "
     "неё нет ни них но ну о об один однако он она они оно от очень перед по "
     "под после потому почему при про раз с сам сама самый свое своего своей "
     "свои своих свою себе себя со так также такая такие такой там тебе тебя "
     "тем теперь то тогда того тоже той только том тот тут ты у уже хотя чего "
     "чей чем через что чтобы чье чья эта эти этим этих это этого этой этом "
     "этот эту я"},
    {" pl polish polski ",
     "a aby albo ale ani aż bardzo bez bo by był była było były być bądź będą "
     "będzie ci cię co czy czyli dla dlaczego do gdy gdyby gdzie go i ich ile "
     "im inne innych iż ja jak jako je jednak jednym jego jej jemu jest "
     "jestem jeszcze jeśli już każdy kiedy kto która które którego której "
     "który których którym którzy lecz lub ma mają mi mnie mną mogą moje może "
     "można mu my mój na nad nam nami nas nasz nawet nic nich nie niego niej "
     "niż no o od on ona one oni ono oraz po pod poza ponieważ przed przez "
     "przy są się sobie swoje swój ta tak takie także tam te tego tej ten też "
     "to tobie tu tutaj twój ty tych tylko tym u w wam wami was wasz we wie "
     "więc wszyscy wszystkich wszystko wy z za zaś ze że żeby"},
    {" tr turkish türkçe ",
     "acaba ama ancak arada asla aslında ayrıca bana bazı belki ben benden "
     "beni benim beri bile bir biraz birçok biri birkaç birşey biz bizden "
     "bizi bizim bu buna bunda bundan bunlar bunları bunların bunu bunun "
     "burada böyle böylece da daha dahi de değil diye dolayı eğer en gibi göre "
     "hala hangi hatta hem henüz hep hepsi her hiç için ile ilgili ise işte "
     "kadar kendi kendine ki kim kimse madem mi mu mü mı nasıl ne neden "
     "nedenle nerede nereye niye niçin o olan olarak oldu olduğu olduğunu olsa "
     "olup olur on ona ondan onlar onları onların onu onun orada oysa önce "
     "rağmen sana sanki sen senden seni senin siz sizden sizi sizin sonra şey "
     "şimdi şu şuna şunu tarafından tüm ve veya ya yani yine çok çünkü üzere"},
};

const char *qn_stopwords_builtin(const char *language)
{
	size_t n = strlen(language);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		for (const char *at = lists[i].names; n && *at; at++)
			if (*at == ' ' && strncmp(at + 1, language, n) == 0 &&
			    at[1 + n] == ' ')
				return lists[i].words;
	return NULL;
}
