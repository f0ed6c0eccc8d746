"""The brief: two pages of a comparison for an official, in Dutch or in English, and the methods in a paragraph."""
