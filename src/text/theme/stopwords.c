/* Function words of the commoner languages. Called when themes are named. */
#include "text/theme/stopwords.h"
#include <string.h>

struct language {
	const char *code, *stemmer, *words, *negations;
};

static const struct language languages[] = {
	{"en", "english",
		"a about above actually after again against all almost already also although always am among an and another any "
		"anybody anyone anything are around as ask at away back be because been before being below between both but by "
		"came can come could d did do does doing done down during each either else even ever every everyone everything "
		"far few for from further get gets getting give go goes going gonna got had has have having he hello help her here "
		"hers herself hey hi him himself his how however i if im in into is it its itself ive just keep know let like ll "
		"look lot m made make makes many may maybe me mean might mine more most much must my myself need now of off oh ok "
		"okay on once one only onto or other our ours ourselves out over own per perhaps please pls put quite rather re "
		"really s said same saw say says see seem seems shall she should since so some somebody someone something soon "
		"still such t take tell than thank thanks that thats the their theirs them themselves then there these they thing "
		"things think this those though through thus to together told too took toward try trying two u under until up upon "
		"us use used using ve very via want wanted wants was way we well went were what whatever when where whether which "
		"while who whole whom whose why will with within would y yeah yes yet you your yours yourself ur able told "
		"sure someone somehow",
		"no not never none cannot cant dont doesnt didnt wont isnt wasnt without nothing don doesn didn won isn aren wasn "
		"weren hasn haven hadn couldn wouldn shouldn"},
	{"de", "german",
		"aber alle allem allen aller alles als also am an auch auf aus bei beim bin bis bist da dabei damit dann das dass "
		"dem den denn der des deshalb die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen "
		"einer eines einfach er es etwas euch euer fur gegen gibt hab habe haben hat hatte hatten hier hin ich ihm ihn "
		"ihnen ihr ihre ihrem ihren ihrer im immer in ins ist ja jede jeder jedes jetzt kann kannst konnen konnte man mal "
		"mehr mein meine meinem meinen meiner mich mir mit muss nach noch nun nur ob oder schon sehr sein seine sich sie "
		"sind so soll sollte sonst uber um und uns unser unsere unter vom von vor wann war waren warum was weil weiter wenn "
		"wer werde werden wie wieder wir wird wo worden wurde wurden zu zum zur zwar zwischen bitte danke",
		"nicht kein keine keinen keinem keiner nie niemals ohne"},
	{"fr", "french",
		"a ai aie ait alors apres au aussi autre aux avait avant avec avez avoir avons c ca car ce ceci cela celle ces cet "
		"cette chez comme comment d dans de des deja depuis donc dont du elle elles en encore est et etait etant ete etes "
		"etre eu eux fait faire faut il ils j je l la le les leur leurs lors lui m ma mais me meme mes moi mon n nos notre "
		"nous on ont ou par parce peu peut plus pour pourquoi qu quand que quel quelle qui quoi s sa se sera ses si son "
		"sont sous sur t ta te tes toi ton tous tout toute toutes tres trop tu un une va vais vers voici voila vos votre "
		"vous y merci bonjour",
		"ne pas jamais rien aucun aucune sans"},
	{"es", "spanish",
		"a al algo alguna alguno ante antes aqui asi aun aunque bien cada como con cual cuando de del desde donde dos e el "
		"ella ellas ellos en entre era es esa ese eso esta estaba estan estar estas este esto estos estoy fue ha haber "
		"habia hace hacer han hasta hay he hola la las le les lo los mas me mi mis mucho muy nos nosotros o os otra otro "
		"para pero poco por porque puede puedo que quien quiero se sea ser si sido sin sobre solo son soy su sus tambien "
		"tan te tengo tiene tienen toda todas todo todos tu tus un una uno unos usted y ya yo gracias favor",
		"no nunca nada ningun ninguna sin jamas"},
	{"it", "italian",
		"a ad ai al alla alle allo anche ancora avere c che chi ci ciao come con cosa cui d da dagli dai dal dalla dei del "
		"della delle dello di dove e ed era essere fa fare fra gia gli ha hai hanno ho i il in io l la le lei li lo loro "
		"lui ma mi mia mio molto ne nei nel nella noi nostro o ogni per perche piu poi puo qua quale quando quanto quella "
		"quello questa questo qui se sei si sia sono sta stato su sua sul sulla suo te ti tra tu tua tutti tutto un una "
		"uno vi voi vorrei grazie",
		"non mai nessun nessuna niente senza"},
	{"pt", "portuguese",
		"a ainda alguem algum ao aos apos aqui as assim ate bem cada com como da das de dela dele depois desde do dos e ela "
		"elas ele eles em entao entre era essa esse esta estao estar estava este estou eu faz fazer foi ha isso isto ja "
		"la lhe mais mas me mesmo meu meus minha muito muitos na nas no nos nossa nosso num numa o obrigado oi ola onde os "
		"ou para pela pelo por porque pode posso pra qual quando que quem quero se sem ser seu seus so sobre sou sua suas "
		"tambem te tem tenho ter todo todos tudo um uma voce voces vou",
		"nao nunca nada nenhum nenhuma sem jamais"},
	{"nl", "dutch",
		"aan al alle alleen als altijd ben bent bij daar dan dat de deze die dit doe doen door dus een en er ga gaat ge "
		"geeft goed had heb hebben heeft hem het hier hij hoe hun ik in is ja je jij jou jullie kan kunnen kunt maar maken "
		"me meer met mij mijn moet mogen na naar nog nu of om omdat ons onze ook op over s te tegen toch toen tot u uit uw "
		"van veel voor waar waarom wanneer want waren was wat we wel werd wie wij wil worden wordt zal ze zeer zelf zich "
		"zij zijn zo zou bedankt graag",
		"niet geen nooit niets zonder"},
	{"id", "indonesian",
		"ada adalah agar aja akan aku anda apa apakah atas atau bagaimana bagi bahwa banyak baru bawah beberapa begitu bila "
		"bisa buat bukan cuma dalam dan dapat dari dengan di dia dong dulu gue hal hanya harus hingga ia ini itu jadi jangan "
		"jika juga kalau kalo kami kamu karena kasih ke kenapa kepada ketika kita kok krn lagi lah lain lalu lebih loh mana "
		"masih mau melalui mereka mohon nih nya oleh pada paling para per pernah pun saat saja sama sampai sangat sangat "
		"saya sayang sebagai sebelum secara sedang sejak selalu semua seperti sering serta setelah setiap sih sudah supaya "
		"tapi telah tentang terima terlalu tetapi tolong udah untuk yang yg",
		"tidak tak tanpa belum gak ga nggak enggak bukan jangan tdk"},
	{"sv", "swedish",
		"alla allt att av bara de dem den denna det detta dig din du dar efter eller en er ett finns fran fram for ha har hade "
		"han hej helt hon hur har i in ja jag just kan kommer kunde man med men mig min mitt mycket mot nar nu nagon nagot och "
		"om pa samt sedan sig sin ska skulle som sa till tack under upp ut var vara vad vi vid vill",
		"inte ingen inget aldrig utan"},
	{"da", "danish",
		"af alle alt at bare da de dem den denne der deres det dette dig din du efter eller en er et for fra fik far han har "
		"havde hej hun hvad hvor hvis i ind ja jeg kan kom kunne man med meget men mig min mit mod nar noget nogle nu og om "
		"op os over pa sa sig sin skal som tak til ud under var ved vi vil vaere",
		"ikke ingen intet aldrig uden"},
	{"no", "norwegian",
		"alle alt at av bare da de dem den denne der det dette deg din du eller en er et etter for fra fikk far han har hadde "
		"hei hun hva hvor hvis i inn ja jeg kan kom kunne man med meg meget men min mitt mot nar noe noen na og om opp oss "
		"over pa sa seg sin skal som takk til under ut var ved vi vil vaere",
		"ikke ingen aldri uten"},
	{"ru", "russian",
		"\xD0\xB0 \xD0\xB1\xD1\x8B \xD0\xB1\xD1\x8B\xD0\xBB \xD0\xB1\xD1\x8B\xD1\x82\xD1\x8C \xD0\xB2 \xD0\xB2\xD0\xB0\xD0\xBC "
		"\xD0\xB2\xD0\xB0\xD1\x81 \xD0\xB2\xD0\xBE \xD0\xB2\xD0\xBE\xD1\x82 \xD0\xB2\xD1\x81\xD0\xB5 \xD0\xB2\xD1\x8B "
		"\xD0\xB4\xD0\xB0 \xD0\xB4\xD0\xBB\xD1\x8F \xD0\xB4\xD0\xBE \xD0\xB5\xD0\xB3\xD0\xBE \xD0\xB5\xD1\x81\xD0\xBB\xD0\xB8 "
		"\xD0\xB5\xD1\x89\xD0\xB5 \xD0\xB6\xD0\xB5 \xD0\xB7\xD0\xB0 \xD0\xB8 \xD0\xB8\xD0\xB7 \xD0\xB8\xD0\xBB\xD0\xB8 "
		"\xD0\xB8\xD1\x85 \xD0\xBA \xD0\xBA\xD0\xB0\xD0\xBA \xD0\xBA\xD0\xBE \xD0\xBB\xD0\xB8 \xD0\xBC\xD0\xBD\xD0\xB5 "
		"\xD0\xBC\xD0\xBE\xD0\xB8 \xD0\xBC\xD1\x8B \xD0\xBD\xD0\xB0 \xD0\xBD\xD0\xBE \xD0\xBE \xD0\xBE\xD0\xBD \xD0\xBE\xD1\x82 "
		"\xD0\xBF\xD0\xBE \xD0\xBF\xD1\x80\xD0\xB8 \xD1\x81 \xD1\x81\xD0\xBE \xD1\x82\xD0\xB0\xD0\xBA \xD1\x82\xD0\xBE "
		"\xD1\x83 \xD1\x83\xD0\xB6\xD0\xB5 \xD1\x87\xD1\x82\xD0\xBE \xD1\x8D\xD1\x82\xD0\xBE \xD1\x8F",
		"\xD0\xBD\xD0\xB5 \xD0\xBD\xD0\xB5\xD1\x82 \xD0\xB1\xD0\xB5\xD0\xB7 \xD0\xBD\xD0\xB8"},
	{"pl", NULL,
		"a aby ale bardzo bez bo by byc byl bylo ci co czy dla do gdy i ich ja jak jest jestem juz kiedy ktory ma mam mi mnie "
		"mozna na nad o od on oni po pod przez przy sa sie ta tak tam te tego ten to tu ty w wiec wszystko z za ze",
		"nie bez nigdy brak"},
	{"tr", "turkish",
		"ama bana bazi ben beni bir biz bu bunu cok da daha de diye en gibi hem her icin ile ise kadar ki mi mu o olan olarak "
		"oldu sadece sen siz su ve veya ya yani",
		"degil yok hic"},
	{"fi", "finnish", "ei en et han he ja jo joka jos kanssa kuin kun me mika minun mutta myos ne nyt on ovat se sen siita sita tai "
		"tama vain voi", "ei en eivat ilman"},
	{"hu", "hungarian", "a az azt be csak de egy el es ez ezt fel hogy ha ide is ki le meg mert mi mint most nagyon nekem ott "
		"van volt", "nem ne nincs soha nelkul"},
	{"ro", "romanian", "a ai al am ar are as au ca care ce cu cum da de din dar e este eu fi in la mai mi o pe pentru sa se si sunt "
		"un va", "nu fara niciodata"},
};

static void add(struct map *m, const char *words, uintptr_t value)
{
	struct str rest = str_of(words), word;

	while (str_split(&rest, ' ', &word))
		if (word.n)
			*map_put(m, word, NULL) = value;
}

void text_stopwords(const char *code, struct map *m)
{
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
		if (strcmp(languages[i].code, code) == 0 || (strcmp(code, "ms") == 0 && strcmp(languages[i].code, "id") == 0)) {
			add(m, languages[i].words, 1);
			add(m, languages[i].negations, 2);
		}
}

const char *text_stemmer_name(const char *code)
{
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
		if (strcmp(languages[i].code, code) == 0)
			return languages[i].stemmer;
	return NULL;
}
