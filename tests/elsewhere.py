"""The program as `python -m sim` runs it, in a process of its own, with blank figures, few certified and rough fits."""

if __name__ == "__main__":  # and nothing in the workers that it starts, which load this module
    from sim.__main__ import main
    from tests.blank import blank_figures
    from tests.sparing import fewer_certified, rough_fits

    with blank_figures(), fewer_certified(), rough_fits():
        main()
