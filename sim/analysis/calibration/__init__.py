"""Fitting to published figures: emulators of the model, and the region of parameter space that the figures allow.

Why this method. A published figure constrains many parameters at once, and most combinations of parameters fit it
badly. The question is therefore which region of the space fits, not which point. With the same citizens and the same
random draws, a response is a smooth function of the parameters, so a polynomial can learn it from some hundreds of
simulated points. This is history matching (Vernon, Goldstein and Bower, Galaxy formation: a Bayesian uncertainty
analysis, Bayesian Analysis 5, 2010). A Markov chain can then evaluate the polynomial millions of times. The sets that
result are simulated again, so that no result rests on the polynomial alone. Methods that accept or reject simulated
points directly (approximate Bayesian computation) need a simulation for every evaluation, and new ones for every set of
targets: a hundred times as many.
"""
