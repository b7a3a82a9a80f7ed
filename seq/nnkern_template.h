/* SPDX-License-Identifier: MIT */
/*
 * nnkern_template.h -- the kernels of nnkern.h, written once over vectors of
 * W floats.
 *
 * The including file defines
 *	W      floats in a vector: 4, 8 or 16
 *	REGS   vector registers: 16 or 32
 *	KERN   the name of the set
 */
#include "seq/nnkern.h"

#include "seq/nnkern_additive.h"
#include "seq/nnkern_bf16.h"
#include "seq/nnkern_bytes.h"
#include "seq/nnkern_cells.h"
#include "seq/nnkern_norm.h"
#include "seq/nnkern_packed.h"
#include "seq/nnkern_rows.h"
#include "seq/nnkern_softmax.h"
#include "seq/nnkern_update.h"

#define JOIN_(a, b) a##b
#define JOIN(a, b)  JOIN_(a, b)

const struct qn_nnkern JOIN(qn_nnkern_, KERN) = {
    .width = W,
    .add_bias = add_bias,
    .add_columns = add_columns,
    .times = times,
    .times_bytes = times_bytes,
    .gelu = gelu,
    .gelu_back = gelu_back,
    .relu = relu,
    .relu_back = relu_back,
    .norm = norm,
    .norm_back = norm_back,
    .dropout = dropout,
    .residual = residual,
    .softmax = softmax,
    .softmax_back = softmax_back,
    .cross_entropy = cross_entropy,
    .largest = row_largest,
    .log_sum = log_sum,
    .packed_size = packed_size,
    .pack_product = pack_product,
    .packed_product = packed_product,
    .bytes_size = bytes_size,
    .pack_bytes = pack_bytes,
    .to_bytes = to_bytes,
    .bytes_product = bytes_product,
    .attend = attend,
    .additive = additive,
    .additive_back = additive_back,
    .pack_forward = pack_forward,
    .pack_backward = pack_backward,
    .bf16_product = bf16_product,
    .bf16_rows = bf16_rows,
    .pack_forward_bf16 = pack_forward_bf16,
    .pack_backward_bf16 = pack_backward_bf16,
    .cell = {[QN_CELL_LSTM] = lstm, [QN_CELL_GRU] = gru, [QN_CELL_RNN] = rnn},
    .cell_back = {[QN_CELL_LSTM] = lstm_back,
                  [QN_CELL_GRU] = gru_back,
                  [QN_CELL_RNN] = rnn_back},
    .sum_squares = sum_squares,
    .update = {[QN_OPTIM_SGD] = sgd,
               [QN_OPTIM_NESTEROV] = nesterov,
               [QN_OPTIM_ADAGRAD] = adagrad,
               [QN_OPTIM_ADADELTA] = adadelta,
               [QN_OPTIM_RMSPROP] = rmsprop,
               [QN_OPTIM_ADAM] = adam,
               [QN_OPTIM_ADAMW] = adam},
};
