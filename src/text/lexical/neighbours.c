/* Tell-tale words of near languages (see neighbours.h). The detector gives short Indonesian to Malay, Danish to
 * Norwegian, Czech to Slovak and so on; common words that only one of the two writes decide better. Lists are from
 * grammar, not fitted to any set. When the words say nothing, the language more people write online is taken. */
#include "text/lexical/neighbours.h"
#include <string.h>

enum { TELLTALES = 2048 };

struct side {
	const char *code;
	const char *words; /* " a b c " in lower case */
	const char *letters; /* letters only this side has, or "" */
};

static const struct {
	struct side said, other[2];
	bool tie_to_other;
} near[] = {
	{{"ms", " bahawa kerana boleh ialah iaitu manakala beliau wang kereta polis kerajaan sebarang kami awak anda tak nak ", ""},
		{{"id", " bahwa karena bisa saat sedangkan namun yakni uang mobil polisi pemerintah usai sebesar anda nggak banget kalian ", ""}}, true},
	{{"su", " jeung nu teu anu kuring abdi ieu eta ", ""},
		{{"id", " yang dan di ini itu dengan untuk tidak dari dalam pada akan juga ", ""}}, true},
	{{"no", " av etter noen mye meg deg seg ble ut opp sa sier mer uten enn hva uke blir mellom ikke nå også ", ""},
		{{"da", " af efter nogle nogen meget mig dig sig blev ud op sagde siger mere uden end hvad uge bliver mellem nu ikke også ", ""},
			{"sv", " och är inte att för jag ett från också eller när än vid mycket ", "äö"}}, false},
	{{"da", " af efter nogle nogen meget mig dig sig blev ud op sagde siger mere uden end hvad uge bliver mellem ", "æø"},
		{{"no", " av etter noen mye meg deg seg ble ut opp sa sier mer uten enn hva uke blir mellom ", "æø"},
			{"sv", " och är inte att för jag ett från också eller när än vid mycket ", "äö"}}, false},
	{{"af", " nie die wat vir sy hulle sal ek jy ons het dit ", ""},
		{{"nl", " het een zijn niet ik dat voor met aan heeft deze ook wordt bij naar ze ", ""}}, true},
	{{"gl", " o os e do da dos das no na unha coa súa máis ao foi non é polo ", ""},
		{{"es", " el los las y con una por su más lo pero fue del al según hasta muy sus este ", "ñ"},
			{"pt", " o os e do da dos das no na não uma com são ao mais é foi sua também pelo em um ", "ãõç"}}, true},
	{{"ca", " els les amb per una que és al del i però més aquest aquesta seva van ha ", ""},
		{{"es", " el los las y con una por su más lo pero fue según hasta muy sus este ", "ñ"}}, false},
	{{"sk", " sa som sú pri pre ktorý ktorá ktoré tiež ako podľa bol bola bolo čo vo nie ", "ľĺŕ"},
		{{"cs", " se jsem jsou při pro který která které také jako podle byl byla bylo což ve není než že ", "ěřů"}}, true},
	{{"sr", " је се и да на у од за са који ", "јљњћђџ"}, {{"ru", " и в не на что с как это по но из у от ", "ыэё"}}, true},
};

static bool has_letter(struct str word, const char *letters)
{
	for (struct str all = str_of(letters); all.n;) {
		size_t n = 0;

		(void)utf8_next(all, &n);
		if (memmem(word.p, word.n, all.p, n))
			return true;
		all = (struct str){all.p + n, all.n - n};
	}
	return false;
}

static size_t score(const struct side *s, struct str text)
{
	char key[70] = " ";
	size_t sum = 0;
	struct str word;

	while (str_split(&text, ' ', &word)) {
		if (!word.n || word.n > sizeof key - 3)
			continue;
		for (size_t i = 0; i < word.n; i++)
			key[i + 1] = (char)(word.p[i] >= 'A' && word.p[i] <= 'Z' ? word.p[i] + 32 : word.p[i]);
		key[word.n + 1] = ' ';
		key[word.n + 2] = 0;
		sum += strstr(s->words, key) != NULL;
		sum += has_letter(word, s->letters);
	}
	return sum;
}

const char *language_neighbour(const char *code, struct str text)
{
	text.n = text.n < TELLTALES ? text.n : (size_t)TELLTALES;
	for (size_t i = 0; i < sizeof near / sizeof *near; i++) {
		if (strcmp(near[i].said.code, code) != 0)
			continue;
		const char *best = code;
		size_t most = score(&near[i].said, text);

		for (size_t k = 0; k < 2 && near[i].other[k].code; k++) {
			size_t s = score(&near[i].other[k], text);

			if (s > most || (s == most && best == code && near[i].tie_to_other && k == 0)) {
				most = s;
				best = near[i].other[k].code;
			}
		}
		return best;
	}
	return code;
}
