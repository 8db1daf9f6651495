"""A model for Triton's generate extension: as many words as asked for, in one answer or in one each."""

import time

import numpy as np
import triton_python_backend_utils as pb_utils


class TritonPythonModel:
    def execute(self, requests):
        for request in requests:
            self.answer(request)

    def answer(self, request):
        def value(name, otherwise):
            found = pb_utils.get_input_tensor_by_name(request, name)
            return otherwise if found is None else found.as_numpy().flat[0]

        sender = request.get_response_sender()
        words = [f"word {i} " for i in range(int(value("max_tokens", 5)))]
        if not value("stream", False):
            words = ["".join(words)]
        tokens = int(value("max_tokens", 5)) // len(words)
        for word in words:
            time.sleep(0.002)
            outputs = [
                pb_utils.Tensor("text_output", np.array([word.encode()], np.object_)),
                pb_utils.Tensor("num_output_tokens", np.array([tokens], np.uint32)),
            ]
            sender.send(pb_utils.InferenceResponse(output_tensors=outputs))
        sender.send(flags=pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL)
