"""A model for Triton that knows what it must be sent: sums of rows, lengths of texts, and memory on demand."""

import time

import numpy as np
import triton_python_backend_utils as pb_utils


class TritonPythonModel:
    def execute(self, requests):
        return [self.answered(request) for request in requests]

    def answered(self, request):
        # Long enough for a queue to form behind it.
        time.sleep(0.005)
        try:
            return pb_utils.InferenceResponse(output_tensors=[self.answer(request)])
        except (ValueError, MemoryError) as error:
            return pb_utils.InferenceResponse(output_tensors=[], error=pb_utils.TritonError(str(error)))

    def answer(self, request):
        def tensor(name):
            found = pb_utils.get_input_tensor_by_name(request, name)
            return None if found is None else found.as_numpy()

        tebibytes, text, rows = tensor("tebibytes"), tensor("text"), tensor("x")
        if tebibytes is not None:
            np.ones(int(tebibytes.flat[0]) << 40, np.uint8)
        if text is not None:
            return pb_utils.Tensor("length", self.lengths(text, tensor("characters")))
        if rows is not None:
            return pb_utils.Tensor("sum", self.sums(rows))
        raise ValueError("There is neither x nor text.")

    def sums(self, rows):
        expected = [[i, 0.5, -1, 0.001] for i in range(len(rows))]
        if rows.dtype != np.float32 or not np.allclose(rows, expected):
            raise ValueError(f"{rows} are not the numbers that were sent.")
        return rows.sum(axis=1).reshape(-1, 1)

    def lengths(self, texts, characters):
        lengths = np.array([len(text.decode()) for text in texts.flat], np.int64)
        if not np.array_equal(lengths, characters.flat):
            raise ValueError("The text has not as many characters as were sent.")
        return lengths.reshape(-1, 1)
