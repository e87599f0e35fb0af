/* The only C++ of Earshot: libcld2 behind one C function. Called by language.c alone; must let no exception out. */
#include <cstdio>
#include <cstring>
#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

extern "C" int text_cld2_detect(const char *p, int n, int best_effort, char code[8], int *ret_percent);

/* Fills the best language ("un" when it has none) and its share in per cent; returns whether CLD2 is sure. */
extern "C" int text_cld2_detect(const char *p, int n, int best_effort, char code[8], int *ret_percent)
{
	CLD2::CLDHints hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
	CLD2::Language language[3];
	int percent[3], bytes = 0;
	double score[3];
	bool sure = false;

	try {
		CLD2::ExtDetectLanguageSummary(p, n, true, &hints, best_effort ? 0x4000 : 0, language, percent, score, nullptr, &bytes,
			&sure);
	} catch (...) {
		return 0;
	}
	(void)std::snprintf(code, 8, "%s", CLD2::LanguageCode(language[0]));
	*ret_percent = percent[0];
	return sure;
}
