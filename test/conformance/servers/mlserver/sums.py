"""A model for MLServer that knows what it must be sent: sums of rows, lengths of texts, and memory on demand."""

import numpy as np
from mlserver import MLModel
from mlserver.codecs import NumpyCodec, StringCodec
from mlserver.errors import InferenceError
from mlserver.types import InferenceRequest, InferenceResponse


class Sums(MLModel):
    async def load(self) -> bool:
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        tensors = {tensor.name: tensor for tensor in payload.inputs}
        if "tebibytes" in tensors:
            np.ones(int(NumpyCodec.decode_input(tensors["tebibytes"]).flat[0]) << 40, np.uint8)
        if "text" in tensors:
            name, answer = "length", self.lengths(tensors)
        elif "x" in tensors:
            name, answer = "sum", self.sums(tensors)
        else:
            raise InferenceError("There is neither x nor text.")
        return InferenceResponse(model_name=self.name, outputs=[NumpyCodec.encode_output(name, answer)])

    def sums(self, tensors) -> np.ndarray:
        rows = NumpyCodec.decode_input(tensors["x"])
        expected = [[i, 0.5, -1, 0.001] for i in range(len(rows))]
        if rows.dtype != np.float32 or not np.allclose(rows, expected):
            raise InferenceError(f"{rows} are not the numbers that were sent.")
        return rows.sum(axis=1).reshape(-1, 1)

    def lengths(self, tensors) -> np.ndarray:
        lengths = np.array([len(text) for text in StringCodec.decode_input(tensors["text"])], np.int64)
        if not np.array_equal(lengths, NumpyCodec.decode_input(tensors["characters"]).flat):
            raise InferenceError("The text has not as many characters as were sent.")
        return lengths.reshape(-1, 1)
