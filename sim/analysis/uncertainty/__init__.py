"""Parameter uncertainty: the parameters that move the answer, the design that is robust, and priorities for research.

Sampling error is outside the scope of these modules, which take outputs as they are. A *factor* is one uncertain number
of a scenario, varied over its range; a *point* is a choice of values for all of them.
"""
