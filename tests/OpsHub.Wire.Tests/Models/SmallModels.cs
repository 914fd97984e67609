using System.Text;

namespace OpsHub.Testing.Models;

/// <summary>Models small enough to follow by hand, in the forms the libraries write.</summary>
internal static class SmallModels
{
    /// <summary>
    /// mass below 1.5, or missing: -0.4; else price below 10: 0.2, or missing or not: 0.6. And a tree of one leaf, 0.125.
    /// Of ten cases four, two and four came by. The nodes of the first tree are not breadth-first: 0 has 3 and 1.
    /// </summary>
    public const string XGBoost = """
        {"learner":{"attributes":{"best_iteration":"1"},"feature_names":["mass","price"],"feature_types":["float","float"],
        "gradient_booster":{"model":{"gbtree_model_param":{"num_parallel_tree":"1","num_trees":"2","size_leaf_vector":"0"},"tree_info":[0,0],"trees":[
        {"base_weights":[0E0,1E0,2E0,-1E0,3E0],"categories":[],"categories_nodes":[],"categories_segments":[],"categories_sizes":[],
        "default_left":[1,0,0,0,0],"id":0,"left_children":[3,2,-1,-1,-1],"right_children":[1,4,-1,-1,-1],"parents":[2147483647,0,1,0,1],
        "split_conditions":[1.5E0,1E1,2E-1,-4E-1,6E-1],"split_indices":[0,1,0,0,0],"split_type":[0,0,0,0,0],"sum_hessian":[1E1,6E0,2E0,4E0,4E0],
        "tree_param":{"num_deleted":"0","num_feature":"2","num_nodes":"5","size_leaf_vector":"0"}},
        {"base_weights":[0E0],"default_left":[0],"id":1,"left_children":[-1],"right_children":[-1],"parents":[2147483647],
        "split_conditions":[1.25E-1],"split_indices":[0],"split_type":[0],"sum_hessian":[1E1],
        "tree_param":{"num_deleted":"0","num_feature":"2","num_nodes":"1","size_leaf_vector":"0"}}
        ]},"name":"gbtree"},
        "learner_model_param":{"base_score":"5E-1","boost_from_average":"1","num_class":"0","num_feature":"2","num_target":"1"},
        "objective":{"name":"binary:logistic","reg_loss_param":{"scale_pos_weight":"1"}}},"version":[1,7,4]}
        """;

    /// <summary>
    /// First tree: x at most 1.5 or missing: category 1 or 33 0.1, any other -0.2; else y at most 0 0.3, but zero and missing
    /// y and all others -0.4. Second: y, missing as 0, at most 5: 0.05, else -0.05. Third: 0.25. Slope 0.5.
    /// </summary>
    public const string LightGbm = """
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=2
        objective=binary sigmoid:0.5
        feature_names=x y category
        feature_infos=[0:9] [-9:9] 0:1:33
        tree_sizes=431 300 120

        Tree=0
        num_leaves=4
        num_cat=1
        split_feature=0 2 1
        split_gain=9 8 7
        threshold=1.5 0 0
        decision_type=10 1 4
        left_child=1 -1 -3
        right_child=2 -2 -4
        leaf_value=0.1 -0.2 0.3 -0.4
        leaf_weight=5 3 1 1
        leaf_count=5 3 1 1
        internal_value=0 0 0
        internal_weight=10 8 2
        internal_count=10 8 2
        cat_boundaries=0 2
        cat_threshold=2 2
        is_linear=0
        shrinkage=0.1


        Tree=1
        num_leaves=2
        num_cat=0
        split_feature=1
        split_gain=1
        threshold=5
        decision_type=2
        left_child=-1
        right_child=-2
        leaf_value=0.05 -0.05
        leaf_weight=6 4
        leaf_count=6 4
        internal_value=0
        internal_weight=10
        internal_count=10
        is_linear=0
        shrinkage=0.1


        Tree=2
        num_leaves=1
        num_cat=0
        leaf_value=0.25
        shrinkage=1


        end of trees

        feature_importances:
        y=2
        x=1
        category=1

        parameters:
        [boosting: gbdt]
        end of parameters

        pandas_categorical:null

        """;

    /// <summary>The text with one thing in it changed; a change that changes nothing is a mistake of the test.</summary>
    public static byte[] With(this string model, string old, string @new)
    {
        var at = model.IndexOf(old, StringComparison.Ordinal);
        if (at < 0)
            throw new ArgumentException($"The model has no {old}.", nameof(old));
        return Encoding.UTF8.GetBytes(string.Concat(model.AsSpan(0, at), @new, model.AsSpan(at + old.Length)));
    }

    public static byte[] Bytes(this string model) => Encoding.UTF8.GetBytes(model);
}
