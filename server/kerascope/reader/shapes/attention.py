"""Attention over a query, a value and, if given, a key."""

from kerascope.program.tensor import Shape
from kerascope.reader.shapes.arguments import Arguments, NotKnown
from kerascope.reader.shapes.layer_table import Inputs, Output, Rule
from kerascope.reader.shapes.sizes import Size, plus, product, times, total, written


def query_value_key(arguments: Arguments, inputs: Inputs) -> tuple[Shape, Shape, Shape]:
    """The inputs, the value standing in for a key that is not given. Raises NotKnown."""
    query, value = inputs[0], inputs[1]
    key = inputs[2] if len(inputs) > 2 else value
    if query is None or value is None or key is None:
        raise NotKnown("an input's shape")
    if None not in value and None not in key and value[1:-1] != key[1:-1]:
        raise arguments.refused(
            f"needs value and key of one length, has {written(value)} and {written(key)}"
        )
    return query, value, key


def projection(arguments: Arguments, entering: Size, leaving: Size) -> Size:
    """The weights of a dense projection, with a bias if the layer has them."""
    return plus(times(entering, leaving), leaving if arguments.flag("use_bias") else 0)


def multi_head_output(arguments: Arguments, inputs: Inputs) -> Output:
    query, _, _ = query_value_key(arguments, inputs)
    wanted = arguments.known("output_shape")
    return (*query[:-1], *arguments.shape("output_shape")) if wanted else query


def multi_head_weights(arguments: Arguments, inputs: Inputs) -> Size:
    query, value, key = query_value_key(arguments, inputs)
    heads, key_dim = arguments.size("num_heads"), arguments.size("key_dim")
    value_dim = arguments.size("value_dim") if arguments.known("value_dim") else key_dim
    wanted = arguments.known("output_shape")
    leaving = product(arguments.shape("output_shape")) if wanted else query[-1]
    attended = times(heads, value_dim)
    return total(
        (
            projection(arguments, query[-1], times(heads, key_dim)),
            projection(arguments, key[-1], times(heads, key_dim)),
            projection(arguments, value[-1], attended),
            projection(arguments, query[-1], attended) if arguments.flag("use_gate") else 0,
            projection(arguments, attended, leaving),
        )
    )


def grouped_output(arguments: Arguments, inputs: Inputs) -> Output:
    return query_value_key(arguments, inputs)[0]


def grouped_weights(arguments: Arguments, inputs: Inputs) -> Size:
    query, value, key = query_value_key(arguments, inputs)
    head = arguments.size("head_dim")
    asked = times(arguments.size("num_query_heads"), head)
    shared = times(arguments.size("num_key_value_heads"), head)
    return total(
        (
            projection(arguments, query[-1], asked),
            projection(arguments, key[-1], shared),
            projection(arguments, value[-1], shared),
            projection(arguments, query[-1], asked) if arguments.flag("use_gate") else 0,
            projection(arguments, asked, query[-1]),
        )
    )


def plain_output(arguments: Arguments, inputs: Inputs) -> Output:
    query, value, _ = query_value_key(arguments, inputs)
    return (*query[:-1], value[-1])


def plain_weights(arguments: Arguments, _inputs: Inputs) -> Size:
    return arguments.flag("use_scale") + (arguments.known("score_mode") == "concat")


def additive_weights(arguments: Arguments, inputs: Inputs) -> Size:
    query, _, _ = query_value_key(arguments, inputs)
    return query[-1] if arguments.flag("use_scale") else 0


LAYERS: dict[str, Rule] = {
    "MultiHeadAttention": Rule(multi_head_output, multi_head_weights),
    "GroupQueryAttention": Rule(grouped_output, grouped_weights),
    "Attention": Rule(plain_output, plain_weights),
    "AdditiveAttention": Rule(plain_output, additive_weights),
}
