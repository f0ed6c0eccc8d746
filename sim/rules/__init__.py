"""What a citizen and the systems do at one moment: pure scalar functions, compiled and callable from Python."""
