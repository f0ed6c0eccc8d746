"""Fitting to published figures: emulators of the model, the parameters that the figures allow, and what they pin down.

Why this method. A published figure says something about many numbers at once, and most combinations of numbers fit
it badly; so the question is which region of the space fits, not which point. On the same citizens with the same luck a
response is a smooth function of the numbers. So a polynomial learns it from some hundreds of simulated points (Vernon,
Goldstein and Bower, Galaxy formation: a Bayesian uncertainty analysis, Bayesian Analysis 5, 2010, call this history
matching), and a chain can ask it millions of times. What comes out is simulated again, so that nothing rests on the
polynomial alone. Methods that accept or refuse simulated points directly (approximate Bayesian computation) need a
simulation for every question, and new ones for every set of targets: a hundred times as many.
"""
