"""Linear algebra on one thread while an analysis runs."""

from threadpoolctl import threadpool_info, threadpool_limits

from vision.algebra import on_one_thread


def blas_threads() -> set[int]:
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


def test_linear_algebra_takes_one_thread_inside_and_as_many_as_before_outside() -> None:
    with threadpool_limits(2, user_api="blas"):
        before = blas_threads()  # a library that another test loaded may have one alone
        with on_one_thread():
            assert blas_threads() == {1}
        assert 2 in blas_threads() == before
