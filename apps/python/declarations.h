/* SPDX-License-Identifier: MIT */
/* What of quern.h the package uses, as cffi reads it: the compiler fills in
 * what stands for "...".  Meanings are in the headers. */

/* --- base ----------------------------------------------------------------- */
#define QN_MAP_NONE ...
struct qn_err { bool failed, interrupted; char text[...]; ...; };
struct qn_slice { const char *p; size_t n; };
struct qn_buf { char *p; size_t n; ...; };
void qn_buf_release(struct qn_buf *b);
struct qn_map_entry { const char *p; uint32_t n; ...; };
struct qn_map { uint32_t count; struct qn_map_entry *entry; ...; };
uint32_t qn_map_find(const struct qn_map *m, struct qn_slice s);
void qn_map_release(struct qn_map *m);
uint32_t qn_map_add(struct qn_map *m, struct qn_slice s);
struct qn_pool;
struct qn_pool *qn_pool_new(int threads);
void qn_pool_free(struct qn_pool *pool);
struct qn_report { const char *what, *unit; double done, total, loss, rate;
                   ...; };
struct qn_progress { bool (*report)(void *ctx, const struct qn_report *r);
                     void *ctx; };
extern "Python" bool quern_report(void *ctx, const struct qn_report *r);

/* --- text ----------------------------------------------------------------- */
struct qn_sparse { size_t rows; uint32_t columns; size_t *start;
                   uint32_t *column; double *value; };
void qn_sparse_release(struct qn_sparse *m);
bool qn_sparse_transpose(const struct qn_sparse *m, struct qn_sparse *t,
                         struct qn_err *e);
struct qn_documents;
struct qn_documents *qn_documents_of(const struct qn_slice *text, size_t n);
void qn_documents_close(struct qn_documents *d);
struct qn_analyzer_options { int kind; int ngram_min, ngram_max;
                             bool keep_case; int accents;
                             const struct qn_map *stop; ...; };
struct qn_df_limit { double n; bool share; };
struct qn_tfidf_options {
	struct qn_analyzer_options analyzer;
	struct qn_df_limit min_df, max_df;
	uint32_t max_features;
	bool binary, counts, no_idf, no_smooth, sublinear;
	int norm;
	...;
};
struct qn_tfidf_options glue_tfidf(void);
struct qn_termlist { size_t n; int64_t *at; char *bytes; ...; };
struct qn_tfidf { struct qn_tfidf_options options; uint64_t documents;
                  struct qn_termlist terms; double *idf; ...; };
struct qn_tfidf *qn_tfidf_fit(const struct qn_tfidf_options *o,
                              struct qn_documents *d, struct qn_sparse *out,
                              struct qn_buf *names, struct qn_pool *pool,
                              const struct qn_progress *progress,
                              struct qn_err *e);
bool qn_tfidf_transform(const struct qn_tfidf *t, struct qn_documents *d,
                        struct qn_sparse *out, struct qn_buf *names,
                        struct qn_pool *pool,
                        const struct qn_progress *progress, struct qn_err *e);
bool qn_tfidf_save(const struct qn_tfidf *t, const char *path,
                   struct qn_err *e);
struct qn_tfidf *qn_tfidf_load(const char *path, struct qn_err *e);
void qn_tfidf_free(struct qn_tfidf *t);
struct qn_stopwords { struct qn_map words; ...; };
struct qn_stopwords *qn_stopwords_open(const char *name, struct qn_err *e);
void qn_stopwords_free(struct qn_stopwords *s);
struct qn_vocab { struct qn_map words; uint64_t *count; ...; };
void qn_vocab_free(struct qn_vocab *v);
struct qn_vocab_limits { uint64_t min_count; uint32_t max_size; ...; };
struct qn_corpus { struct qn_vocab *vocab; size_t n; ...; };
struct qn_corpus_options { struct qn_vocab_limits limits;
                           const struct qn_progress *progress; ...; };
struct qn_corpus *qn_corpus_read(const char *path, struct qn_vocab *vocab,
                                 const struct qn_corpus_options *o,
                                 struct qn_pool *pool, struct qn_err *e);
void qn_corpus_free(struct qn_corpus *c);
struct qn_tokenizer_options { int mode; int punct, numbers; bool lower;
                              bool fold_accents; const char *stem;
                              const struct qn_stopwords *stop;
                              uint32_t min_length; ...; };
struct qn_tokenizer;
struct qn_token { struct qn_slice text; ...; };
struct qn_tokenizer *qn_tokenizer_new(const struct qn_tokenizer_options *o,
                                      struct qn_err *e);
void qn_tokenizer_free(struct qn_tokenizer *t);
bool qn_tokenizer_begin(struct qn_tokenizer *t, struct qn_slice text,
                        struct qn_err *e);
bool qn_tokenizer_batch(struct qn_tokenizer *t, const struct qn_token **tokens,
                        size_t *n, struct qn_err *e);

/* --- embed: vectors ------------------------------------------------------- */
struct qn_vectors { struct qn_map words; size_t n; int dim; size_t stride;
                    const float *rows; float *owned; ...; };
struct qn_vectors *qn_vectors_new(size_t n, int dim, struct qn_err *e);
void qn_vectors_free(struct qn_vectors *v);
struct qn_vectors *qn_vectors_unit(const struct qn_vectors *v,
                                   struct qn_err *e);
enum qn_vecformat { QN_VEC_AUTO, QN_VEC_W2V_TEXT, QN_VEC_W2V_BINARY, ... };
bool qn_vecformat_parse(const char *name, enum qn_vecformat *format,
                        struct qn_err *e);
struct qn_vectors *qn_vectors_load(const char *path, enum qn_vecformat format,
                                   size_t limit, struct qn_err *e);
bool qn_vectors_save(const struct qn_vectors *v, const char *path,
                     enum qn_vecformat format, struct qn_err *e);
struct qn_neighbour { uint32_t row; float score; };
struct qn_queries { const float *vector; size_t n, stride;
                    const uint32_t *exclude; size_t excluded, k; };
bool qn_nearest(const struct qn_vectors *unit,
                const struct qn_queries *queries, struct qn_neighbour *found,
                struct qn_pool *pool, struct qn_err *e);
struct qn_wordtest { ...; };
bool qn_wordtest_open(struct qn_wordtest *t, const char *path, bool keep_case,
                      struct qn_err *e);
void qn_wordtest_close(struct qn_wordtest *t);
struct qn_wordsim { double spearman; size_t known, pairs; };
bool qn_wordsim_eval(const struct qn_vectors *unit, struct qn_wordtest *t,
                     struct qn_wordsim *result, struct qn_err *e);
struct qn_analogy_count { size_t questions, known, right; };
struct qn_analogy_section { char *name; struct qn_analogy_count count; };
struct qn_analogy_score { struct qn_analogy_section *section; size_t n;
                          struct qn_analogy_count semantic, syntactic,
                              total; };
bool qn_analogy_eval(const struct qn_vectors *unit, struct qn_wordtest *t,
                     struct qn_analogy_score *score, struct qn_pool *pool,
                     struct qn_err *e);
void qn_analogy_release(struct qn_analogy_score *score);
enum qn_w2v_model { QN_W2V_CBOW, QN_W2V_SKIPGRAM };
struct qn_w2v_options {
	enum qn_w2v_model model;
	int dim, window, negative;
	bool hs;
	int epochs;
	float alpha, sample;
	uint64_t seed;
	bool deterministic;
	const struct qn_progress *progress;
	...;
};
struct qn_w2v_options glue_w2v(void);
struct qn_vectors *qn_w2v_train(const struct qn_w2v_options *o,
                                const struct qn_corpus *c,
                                struct qn_pool *pool, struct qn_err *e);
bool glue_name_rows(struct qn_vectors *v, const struct qn_slice *word,
                    size_t n);

/* --- embed: fastText ------------------------------------------------------ */
#define QN_FT_NONE ...
enum qn_ft_model_kind { QN_FT_CBOW, QN_FT_SKIPGRAM, QN_FT_SUPERVISED, ... };
enum qn_ft_loss { QN_FT_HS, QN_FT_NS, QN_FT_SOFTMAX, QN_FT_OVA, ... };
struct qn_ft_args {
	int dim, window, epochs, min_count, negative, word_ngrams;
	enum qn_ft_loss loss;
	enum qn_ft_model_kind model;
	int bucket, minn, maxn, rate_update;
	double sample, rate;
	int min_count_label;
	const char *label;
	uint64_t seed;
	...;
};
struct qn_ft_args glue_ft_words(void);
struct qn_ft_args glue_ft_supervised(void);
struct qn_ft_word { const char *p; uint64_t count; uint32_t n; ...; };
struct qn_ft_dict { struct qn_ft_word *word; uint32_t size, words, labels;
                    ...; };
uint32_t qn_ft_dict_find(const struct qn_ft_dict *d, struct qn_slice s);
uint32_t qn_ft_dict_gram_row(const struct qn_ft_dict *d, uint32_t bucket);
struct qn_ft_gram { uint32_t at, n, hash; };
struct qn_ft_grams { struct qn_ft_gram *gram; size_t n; struct qn_buf word;
                     ...; };
void qn_ft_char_grams(struct qn_ft_grams *g, struct qn_slice word, int minn,
                      int maxn);
void qn_ft_grams_release(struct qn_ft_grams *g);
struct qn_ft_quant;
struct qn_ft_matrix { size_t rows; int dim; const float *data;
                      size_t stride; const uint32_t *place;
                      struct qn_ft_quant *quant; ...; };
void qn_ft_matrix_copy(const struct qn_ft_matrix *m, size_t i, size_t n,
                       float *to);
struct qn_ft_model { struct qn_ft_args args; struct qn_ft_dict dict;
                     struct qn_ft_matrix input, output; ...; };
void qn_ft_model_free(struct qn_ft_model *m);
struct qn_ft_model *qn_ft_model_load(const char *path, struct qn_err *e);
bool qn_ft_model_save(const struct qn_ft_model *m, const char *path,
                      struct qn_err *e);
struct qn_ft_training {
	struct qn_ft_args args;
	const char *name;
	const struct qn_vectors *pretrained;
	bool deterministic;
	const struct qn_progress *progress;
	...;
};
bool qn_ft_training_check(const struct qn_ft_training *t, struct qn_err *e);
struct qn_corpus *qn_ft_text_read(const char *path,
                                  const struct qn_progress *progress,
                                  struct qn_pool *pool, struct qn_err *e);
struct qn_ft_model *qn_ft_train(const struct qn_ft_training *t,
                                struct qn_corpus *c, struct qn_pool *pool,
                                double *clipped, struct qn_err *e);
bool qn_ft_retrain(struct qn_ft_model *m, const struct qn_ft_training *t,
                   struct qn_corpus *c, struct qn_pool *pool, double *clipped,
                   struct qn_err *e);
enum qn_ft_metric_kind { QN_FT_F1, ... };
struct qn_ft_metric { enum qn_ft_metric_kind kind; double at;
                      const char *label; int predictions; };
bool qn_ft_metric_parse(struct qn_ft_metric *m, const char *name,
                        struct qn_err *e);
struct qn_ft_trial { struct qn_ft_args args; int dsub, number;
                     double score, seconds; };
struct qn_ft_fixed { bool epochs, rate, dim, word_ngrams, minn, maxn, bucket,
                     dsub; };
struct qn_ft_autotune {
	const char *validation;
	struct qn_ft_metric metric;
	double seconds;
	uint64_t model_size;
	int dsub;
	struct qn_ft_fixed fixed;
	...;
};
struct qn_ft_model *qn_ft_autotune(const struct qn_ft_training *t,
                                   const struct qn_ft_autotune *how,
                                   struct qn_corpus *c, struct qn_pool *pool,
                                   struct qn_ft_trial *best, struct qn_err *e);
struct qn_ft_scored { float score; uint32_t id; };
struct qn_ft_classifier;
struct qn_ft_classifier *qn_ft_classifier_new(const struct qn_ft_model *m,
                                              struct qn_err *e);
void qn_ft_classifier_free(struct qn_ft_classifier *c);
struct qn_ft_guesses { struct qn_ft_scored *item; size_t n; ...; };
struct qn_ft_guesses *qn_ft_guesses_new(const struct qn_ft_classifier *c);
void qn_ft_guesses_free(struct qn_ft_guesses *g);
void qn_ft_classify(const struct qn_ft_classifier *c, const uint32_t *row,
                    size_t n, size_t k, float threshold,
                    struct qn_ft_guesses *g);
struct qn_ft_list { uint32_t *id; size_t n; ...; };
struct qn_ft_line { struct qn_ft_list rows, labels; ...; };
void qn_ft_line_next(struct qn_ft_line *l, const struct qn_ft_dict *d,
                     struct qn_slice *text);
void qn_ft_line_release(struct qn_ft_line *l);
struct qn_ft_tally { uint64_t gold, given, both; };
struct qn_ft_meter { uint64_t lines; struct qn_ft_tally all;
                     struct qn_ft_tally *label; uint32_t labels; };
void qn_ft_meter_init(struct qn_ft_meter *m, uint32_t labels);
void qn_ft_meter_release(struct qn_ft_meter *m);
void qn_ft_meter_count(struct qn_ft_meter *m, const uint32_t *gold,
                       size_t n_gold, const struct qn_ft_scored *answer,
                       size_t n);
double qn_ft_precision(const struct qn_ft_tally *t);
double qn_ft_recall(const struct qn_ft_tally *t);
double qn_ft_f1(const struct qn_ft_tally *t);
struct qn_ft_reader;
struct qn_ft_reader *qn_ft_reader_new(const struct qn_ft_model *m);
void qn_ft_reader_free(struct qn_ft_reader *r);
size_t qn_ft_word_vector(struct qn_ft_reader *r, struct qn_slice word,
                         float *to);
void qn_ft_line_vector(struct qn_ft_reader *r, struct qn_slice *text,
                       float *to);
struct qn_ft_nearest;
struct qn_ft_nearest *qn_ft_nearest_new(const struct qn_ft_model *m,
                                        struct qn_pool *pool,
                                        struct qn_err *e);
void qn_ft_nearest_free(struct qn_ft_nearest *n);
size_t qn_ft_nearest_find(struct qn_ft_nearest *n, const float *query,
                          size_t k, const uint32_t *ban, size_t n_ban,
                          const struct qn_ft_scored **answer);
void qn_ft_analogy(struct qn_ft_reader *r, const struct qn_slice word[3],
                   float *to);
struct qn_ft_quantize_options { int dsub; bool norms, outputs; };
bool qn_ft_model_cut(struct qn_ft_model *m, size_t cutoff, struct qn_err *e);
bool qn_ft_model_quantize(struct qn_ft_model *m,
                          const struct qn_ft_quantize_options *o,
                          struct qn_pool *pool, struct qn_err *e);

/* --- embed: languages ----------------------------------------------------- */
struct qn_langid;
struct qn_langid_guess { size_t label; float p; };
struct qn_langid *qn_langid_load(const char *path, struct qn_err *e);
void qn_langid_free(struct qn_langid *l);
size_t qn_langid_labels(const struct qn_langid *l);
const char *qn_langid_label(const struct qn_langid *l, size_t label);
size_t qn_langid_guess(const struct qn_langid *l, struct qn_slice text,
                       const bool *only, size_t k,
                       struct qn_langid_guess *to);
void glue_langid(const struct qn_langid *model, const struct qn_slice *text,
                 size_t n, struct qn_langid_guess *to, struct qn_pool *pool);

/* --- topic ---------------------------------------------------------------- */
enum qn_nmf_loss { QN_NMF_FROBENIUS, QN_NMF_KL };
enum qn_nmf_init { QN_NMF_NNDSVDA, QN_NMF_NNDSVD, QN_NMF_RANDOM };
struct qn_nmf_options {
	uint32_t topics;
	int iterations;
	double tolerance;
	enum qn_nmf_loss loss;
	enum qn_nmf_init init;
	double alpha_w, alpha_h, l1_ratio;
	uint64_t seed;
	const struct qn_progress *progress;
	...;
};
struct qn_nmf_options glue_nmf(void);
struct qn_nmf { uint32_t K; size_t stride; float *doc, *word; int steps;
                ...; };
struct qn_nmf *qn_nmf_new(const struct qn_nmf_options *o,
                          const struct qn_sparse *x, struct qn_pool *pool,
                          struct qn_err *e);
void qn_nmf_free(struct qn_nmf *n);
bool qn_nmf_train(struct qn_nmf *n, struct qn_pool *pool, struct qn_err *e);
double qn_nmf_objective(const struct qn_nmf *n, struct qn_pool *pool);
struct qn_nmf_given { const float *word; uint32_t K; size_t stride;
                      enum qn_nmf_loss loss; double l1, l2; };
void qn_nmf_infer(const struct qn_nmf_given *g, const struct qn_sparse *x,
                  float *doc, struct qn_pool *pool);
struct qn_svd_options { uint32_t k; double tolerance; int iterations;
                        uint64_t seed; const struct qn_progress *progress;
                        ...; };
struct qn_svd_options glue_svd(void);
struct qn_svd { uint32_t k; size_t stride; float *left, *right;
                double *value; int iterations; ...; };
bool qn_svd_run(const struct qn_sparse *x, const struct qn_sparse *xt,
                const struct qn_svd_options *o, struct qn_svd *to,
                struct qn_pool *pool, struct qn_err *e);
void qn_svd_release(struct qn_svd *s);
struct qn_docwords { size_t n, words; ...; };
struct qn_docwords *qn_wordbags_of(const struct qn_sparse *counts,
                                   struct qn_vocab *vocab, struct qn_err *e);
void qn_docwords_free(struct qn_docwords *d);
struct qn_vocab *glue_numbers(const double *count, size_t n);
struct qn_lda_options {
	uint32_t topics;
	int iterations;
	double alpha, beta;
	int optimize_interval, burn_in;
	uint64_t seed;
	const struct qn_progress *progress;
	...;
};
struct qn_lda_options glue_lda(void);
struct qn_lda { int sweeps; ...; };
struct qn_lda *qn_lda_new(const struct qn_lda_options *o,
                          const struct qn_docwords *d, struct qn_err *e);
void qn_lda_free(struct qn_lda *l);
bool qn_lda_train(struct qn_lda *l, struct qn_pool *pool, struct qn_err *e);
struct qn_lda_model {
	uint32_t K, V;
	double *alpha, beta;
	struct qn_vocab *vocab;
	size_t *start;
	uint16_t *topic;
	uint32_t *count;
	uint64_t *total;
	...;
};
struct qn_lda_model *qn_lda_model_of(const struct qn_lda *l,
                                     const struct qn_tokenizer_options *o,
                                     struct qn_err *e);
void qn_lda_model_free(struct qn_lda_model *m);
struct qn_lda_infer_options { int iterations, burn_in, interval;
                              uint64_t seed; };
struct qn_lda_infer_options glue_lda_infer(void);
struct qn_lda_infer;
struct qn_lda_infer *qn_lda_infer_new(const struct qn_lda_model *m,
                                      const struct qn_lda_infer_options *o,
                                      struct qn_err *e);
void qn_lda_infer_free(struct qn_lda_infer *f);
void qn_lda_infer_docs(const struct qn_lda_infer *f,
                       const struct qn_docwords *d, size_t begin, size_t end,
                       double *share, struct qn_pool *pool);

/* --- seq: translations judged --------------------------------------------- */
enum qn_mt_kind { QN_MT_BLEU, QN_MT_CHRF, QN_MT_TER };
struct qn_bleu_options { int rule; bool lower; int order; int smooth;
                         double value; bool effective; };
struct qn_chrf_options { int chars, words, beta; bool lower, spaces,
                         epsilon; };
struct qn_ter_options { bool case_sensitive, normalized, no_punct, asian; };
struct qn_mt_metric {
	enum qn_mt_kind kind;
	union {
		struct qn_bleu_options bleu;
		struct qn_chrf_options chrf;
		struct qn_ter_options ter;
	};
};
extern const char *const qn_mttok_names[];
extern const char *const qn_bleu_smooth_names[];
double qn_bleu_default_value(int smooth);
bool qn_mt_check(const struct qn_mt_metric *m, struct qn_err *e);
size_t qn_mt_stats(const struct qn_mt_metric *m);
struct qn_mt_scorer;
struct qn_mt_scorer *qn_mt_scorer_new(const struct qn_mt_metric *m);
void qn_mt_scorer_free(struct qn_mt_scorer *s);
void qn_mt_segment(struct qn_mt_scorer *s, struct qn_slice hypothesis,
                   const struct qn_slice *reference, size_t n, double *stats);
double qn_mt_score(const struct qn_mt_metric *m, const double *stats,
                   bool single);
struct qn_bleu_score { double score, penalty; double precision[...];
                       double length, reference_length; };
struct qn_bleu_score qn_bleu_score(const struct qn_bleu_options *o,
                                   const double *stats, bool single);
void qn_mt_name(const struct qn_mt_metric *m, struct qn_buf *out);
struct qn_mt_run { size_t references; bool brief; ...; };
void qn_mt_signature(const struct qn_mt_metric *m, const struct qn_mt_run *r,
                     struct qn_buf *out);

/* --- seq: translators ----------------------------------------------------- */
struct qn_beam_options {
	size_t beam, nbest;
	double length, coverage;
	double temperature, top_p;
	size_t top_k;
	uint64_t seed;
	...;
};
struct qn_translate_options { struct qn_beam_options beam; size_t batch, most;
                              ...; };
struct qn_translate_options glue_translate(void);
struct qn_translator;
struct qn_translator *qn_translator_load(const char *path, struct qn_err *e);
void qn_translator_free(struct qn_translator *m);
struct qn_translation;
struct qn_translation *
qn_translation_new(struct qn_translator *const *model, size_t n,
                   const struct qn_translate_options *o, struct qn_err *e);
void qn_translation_free(struct qn_translation *t);
struct qn_translated { struct qn_slice text; double score, nats; bool cut; };
struct qn_translations { size_t n, nbest; struct qn_translated *each; ...; };
struct qn_translations *
qn_translation_lines(struct qn_translation *t, const struct qn_slice *line,
                     size_t n, uint64_t first, struct qn_pool *pool,
                     struct qn_err *e);
void qn_translations_free(struct qn_translations *r);
bool qn_translator_score(const struct qn_translator *m,
                         const struct qn_slice *source,
                         const struct qn_slice *target, size_t n, double *nats,
                         size_t *pieces, struct qn_pool *pool,
                         struct qn_err *e);
