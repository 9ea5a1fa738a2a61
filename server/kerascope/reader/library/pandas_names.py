"""What pandas and NumPy themselves call the attributes of tables, columns and arrays; any other
name after a table is a column."""

_NAMES = """
A T abs add add_prefix add_suffix agg aggregate align all any append apply applymap argmax
argmin argpartition argsort array as_matrix asfreq asof assign astype at at_time attrs autocorr
axes base between between_time bfill blocks boxplot byteswap case_when cat categories choose
clip codes columns combine combine_first compare compress conj conjugate convert_dtypes
convert_objects copy corr corrwith count cov ctypes cummax cummin cumprod cumsum data describe
device diagonal diff div divide divmod dot drop drop_duplicates droplevel dropna dt dtype
dtypes dump dumps duplicated empty eq equals eval ewm expanding explode factorize ffill fill
fillna filter first_valid_index flags flat flatten floordiv from_arrow from_csv from_dict
from_records ftypes ge get get_dtype_counts get_values getfield getnnz groupby gt hasnans head
hist iat idxmax idxmin iloc imag index indices infer_objects info insert interpolate is_copy
is_monotonic_decreasing is_monotonic_increasing is_unique isetitem isin isna isnull item items
itemsize iteritems iterrows itertuples ix join keys kurt kurtosis last_valid_index le list loc
lookup lt mT mad map mask max mean median melt memory_usage merge min mod mode mul multiply
name nbytes ndim ne nlargest nnz nonzero notna notnull nsmallest numpy nunique partition
pct_change pipe pivot pivot_table plot pop pow prod product put quantile query radd rank ravel
rdiv rdivmod real reindex reindex_like rename rename_axis reorder_levels repeat replace
resample reset_index reshape resize rfloordiv rmod rmul rolling round rpow rsub rtruediv sample
searchsorted select select_dtypes sem set_axis set_flags set_index setfield setflags shape
shift size skew slice_shift sort sort_index sort_values sparse squeeze stack std str strides
struct style sub subtract sum swapaxes swaplevel tail take to_clipboard to_csv to_device
to_dict to_excel to_feather to_frame to_hdf to_html to_iceberg to_json to_latex to_list
to_markdown to_msgpack to_numpy to_orc to_parquet to_period to_pickle to_records to_sql
to_stata to_string to_timestamp to_xarray to_xml toarray tobytes tocoo tocsc tocsr todense
tofile tolist trace transform transpose truediv truncate tshift tz_convert tz_localize unique
unstack update value_counts values var view where xs
"""

OWN = frozenset(_NAMES.split())
