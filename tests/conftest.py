"""What holds for all tests: examples may take their time, for the first of them may wait for the compiler."""

from hypothesis import settings

settings.register_profile("messagebox", deadline=None)
settings.load_profile("messagebox")
