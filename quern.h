/* SPDX-License-Identifier: MIT */
/*
 * quern.h -- text into tokens, counts, word vectors: the whole library.
 *
 *	#include <quern.h>            cc x.c $(pkg-config --cflags --libs quern)
 *
 * The functions marked QN_API in these headers are what is promised; what
 * else stands in them serves the library itself and is hidden in
 * libquern.so.  C++ includes this file, not one of them, and fills options
 * itself instead of with QN_..._DEFAULTS.  Where to begin:
 *
 *	text/corpus.h    a text as numbered words
 *	text/tfidf.h     documents as weighted term vectors
 *	embed/word2vec.h word vectors from it
 *	embed/vecfile.h  vector files, read and written
 *	embed/nearest.h  which words are alike
 *	embed/hnsw.h     the same among very many
 *	embed/glove.h    word vectors from co-occurrences (embed/cooccur.h)
 *	embed/fttrain.h  fastText's models (embed/ftmodel.h, ftclassify.h)
 *	embed/docvec.h   a vector for each document
 *	embed/langid.h   in which language a text is
 *	topic/lda.h      topics of documents (topic/nmf.h, topic/svd.h)
 *	seq/bleu.h       translations judged (seq/chrf.h, seq/ter.h,
 *	                 seq/mtmetric.h: all three behind one face)
 *	seq/ngramtrain.h n-gram language models (seq/arpa.h, seq/ngramlm.h), and
 *	                 what all language models can do (seq/lm.h, lmscore.h,
 *	                 lmsample.h, lmmix.h)
 *	seq/translation.h sentences translated, translations scored
 */
#ifndef QUERN_H
#define QUERN_H

#ifdef __cplusplus
/* First what has templates of its own. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
extern "C" {
#endif

#include "base/buf.h"
#include "base/err.h"
#include "base/input.h"
#include "base/kern.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/output.h"
#include "base/pool.h"
#include "base/progress.h"
#include "base/tensors.h"
#include "base/version.h"
#include "text/allpairs.h"
#include "text/bpe.h"
#include "text/corpus.h"
#include "text/document.h"
#include "text/hashing.h"
#include "text/ngramcount.h"
#include "text/phrase.h"
#include "text/rankeval.h"
#include "text/ranking.h"
#include "text/sentence.h"
#include "text/sparse.h"
#include "text/stem.h"
#include "text/stopwords.h"
#include "text/tfidf.h"
#include "text/subword.h"
#include "text/tokenize.h"
#include "text/vocab.h"
#include "text/vocabcount.h"
#include "embed/analogy.h"
#include "embed/cluster.h"
#include "embed/cooccur.h"
#include "embed/cooccurfile.h"
#include "embed/cooccurshuffle.h"
#include "embed/docids.h"
#include "embed/docvec.h"
#include "embed/ftautotune.h"
#include "embed/ftclassify.h"
#include "embed/ftline.h"
#include "embed/ftmeter.h"
#include "embed/ftmodel.h"
#include "embed/ftnearest.h"
#include "embed/ftquantize.h"
#include "embed/ftscore.h"
#include "embed/fttrain.h"
#include "embed/ftvector.h"
#include "embed/glove.h"
#include "embed/glovesave.h"
#include "embed/hnsw.h"
#include "embed/langid.h"
#include "embed/langidspans.h"
#include "embed/nearest.h"
#include "embed/vecfile.h"
#include "embed/vectors.h"
#include "embed/word2vec.h"
#include "embed/wordsim.h"
#include "embed/wordtest.h"
#include "topic/coherence.h"
#include "topic/docwords.h"
#include "topic/factors.h"
#include "topic/lda.h"
#include "topic/ldaheldout.h"
#include "topic/ldainfer.h"
#include "topic/ldamap.h"
#include "topic/ldamodel.h"
#include "topic/ldaprint.h"
#include "topic/ldaprior.h"
#include "topic/ldascore.h"
#include "topic/ldaterms.h"
#include "topic/ldatrial.h"
#include "topic/ldatypical.h"
#include "topic/nmf.h"
#include "topic/svd.h"
#include "topic/termspace.h"
#include "topic/topicwords.h"
#include "topic/wordbags.h"
#include "seq/arpa.h"
#include "seq/beamoptions.h"
#include "seq/bleu.h"
#include "seq/chrf.h"
#include "seq/lm.h"
#include "seq/lmmix.h"
#include "seq/lmsample.h"
#include "seq/lmscore.h"
#include "seq/mtmetric.h"
#include "seq/mtsignature.h"
#include "seq/ngramfile.h"
#include "seq/ngramlm.h"
#include "seq/ngrammodel.h"
#include "seq/ngramtrain.h"
#include "seq/ter.h"
#include "seq/translation.h"

#ifdef __cplusplus
}
#endif
#endif
