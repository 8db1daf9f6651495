"""Two models behind LitServe: one of plain JSON, and one that answers as OpenAI's chat does, word by word."""

import sys
import time

import litserve as ls
from fastapi import HTTPException


class Lengths(ls.LitAPI):
    def setup(self, device):
        pass

    def decode_request(self, request):
        if not isinstance(request.get("text"), str):
            raise HTTPException(422, "There is no text.")
        return request["text"]

    def predict(self, text):
        time.sleep(0.002)
        return {"length": len(text)}

    def encode_response(self, output):
        return output


class Words(ls.LitAPI):
    def setup(self, device):
        pass

    def predict(self, request):
        prompt = request.messages[-1].content
        for count, word in enumerate(["one", " two", " three", " four", " five"], 1):
            time.sleep(0.002)
            tokens = {"prompt_tokens": len(prompt.split()), "completion_tokens": count}
            yield {"role": "assistant", "content": word, **tokens}


if __name__ == "__main__":
    apis = [Lengths(api_path="/predict"), Words(spec=ls.OpenAISpec())]
    ls.LitServer(apis, accelerator="cpu").run(
        host="127.0.0.1", port=int(sys.argv[1]), generate_client_file=False, log_level="warning"
    )
