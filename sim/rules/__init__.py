"""The behaviour of citizens and systems at one moment: pure scalar functions, compiled and callable from Python."""
